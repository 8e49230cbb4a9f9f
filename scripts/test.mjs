/** `npm test`: set-up, types, lint, format, then every test. `npm test -- tests/crdt` runs those tests alone. */
import { readFileSync, rmSync } from 'node:fs';
import { at, WORKER } from './setup/paths.mjs';
import { prepare } from './setup/prepare.mjs';
import { runMain } from './setup/report.mjs';
import { show } from './setup/run.mjs';

const RESULTS = at('build', 'test-results.json');
const bin = (name) => at('node_modules', '.bin', name);
const CHECKS = [
  ...['pure', 'server', 'client', 'tests'].map((name) => [`types: ${name}`, bin('tsc'), ['-p', `tsconfig.${name}.json`]]),
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
];

await runMain(async () => {
  const only = process.argv.slice(2);
  const node = await prepare({ tests: true });
  const env = { ...process.env, MEDIASOUP_WORKER_BIN: WORKER, PATH: `${at('node_modules', '.bin')}:${process.env.PATH}` };
  const failed = [];
  for (const [name, file, args] of only.length > 0 ? [] : CHECKS) {
    const code = await show(file, args, { env });
    console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name}`);
    if (code !== 0) failed.push(name);
  }
  rmSync(RESULTS, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  const code = await show(node, [bin('vitest'), 'run', ...reporters, ...only], { env });
  const tests = countTests();
  // A run that broke outside of a test counts as one failure: it must not look like a good one.
  const broken = code !== 0 && tests.failed === 0 ? 1 : 0;
  const passedChecks = only.length > 0 ? 0 : CHECKS.length - failed.length;
  if (failed.length > 0) console.log(`\nFailed checks: ${failed.join(', ')}`);
  const allFailed = tests.failed + failed.length + broken;
  console.log(`\n${tests.passed + passedChecks} passed, ${allFailed} failed`);
  return allFailed === 0 ? 0 : 1;
});

function countTests() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(RESULTS, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
