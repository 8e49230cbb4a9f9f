/** Figures and what they were measured on. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

export function percentile(sorted: readonly number[] | Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
export const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
/** Three significant places are more than these machines repeat. */
export const round = (value: number, places = 2): number => Math.round(value * 10 ** places) / 10 ** places;

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as { version: string }).version;

export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: round(totalmem() / 2 ** 30, 1),
  kernel: release(),
  node: process.version,
});
export const versions = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, versionOf(name)]));

/** `--name value` pairs as numbers or lists of numbers. */
export function flag(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return (at < 0 ? undefined : process.argv[at + 1]) ?? otherwise;
}
/** The benchmark's last line. */
export const print = (result: object): void => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
};
