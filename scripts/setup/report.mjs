/** Something that went wrong and that the operator can mend: printed as it is, without a stack. */
export class SetupError extends Error {}

/** Prints "[2/5] Title … outcome", one line a step; `detail` prints a line below it while the step takes its time. */
export function createReport(total) {
  let number = 0;
  const started = Date.now();
  return {
    detail: (line) => console.log(`      ${line}`),
    async step(title, work) {
      number += 1;
      const label = `[${number}/${total}] ${title}`;
      const outcome = await work((busy) => console.log(`${label}: ${busy} …`));
      console.log(`${label}: ${outcome}`);
    },
    done: () => console.log(`Set-up is complete (${((Date.now() - started) / 1000).toFixed(1)} s).`),
  };
}

/** Runs `main`, and prints what an operator needs when it fails. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
