/** How it is written down who notices what is done to a table's rows, and that it is tried out (tests/db/tamper*.ts). */
import { exchange, type Tampering } from './tamper.ts';

/**
 * What is read once something was done to a row: by a machine that is there for the first time and, behind ` | ` where that differs, by one that has seen
 * more. What begins with `!` is said to whoever looks; anything else is what they take for the truth. Several ways of doing it: `, ` between them.
 */
export type Reading = string;
export type Line = {
  /** Which rows, where others of that table are read by somebody else. */
  readonly of?: string;
  /** As it was left. */
  readonly whole: Reading;
  readonly columns: Readonly<Record<string, Reading>>;
  readonly dropped: Reading;
  readonly swapped: Reading;
  /** An earlier state of it shown as the newest, with all that went with it. */
  readonly older: Reading;
};
/** `nobody`: of such a table nothing is said to anybody; why, stands in db/README.md. */
export type Lines = Readonly<Record<string, readonly Line[] | 'nobody'>>;

export const both = (fresh: string, seen: string): Reading => (fresh === seen ? fresh : `${fresh} | ${seen}`);

/**
 * `changes nothing`: all is read as it was, for nothing hangs on it, or what hangs on it is believed of something signed. `missing`: it is not there for
 * whoever looks for it. `nobody`: something else is read, and taken for the truth.
 */
export type Noticed = 'noticed' | 'who saw more' | 'changes nothing' | 'missing' | 'nobody';
const ORDER: readonly Noticed[] = ['noticed', 'who saw more', 'changes nothing', 'missing', 'nobody'];

function noticedIn(reading: Reading, whole: Reading): Noticed {
  const ways = reading.split(', ').map((way): Noticed => {
    const [fresh = '', seen = fresh] = way.split(' | ');
    if (fresh.startsWith('!')) return 'noticed';
    if (seen.startsWith('!')) return 'who saw more';
    return seen === whole ? 'changes nothing' : seen.startsWith('not there') ? 'missing' : 'nobody';
  });
  // That of which the least is noticed.
  return ORDER[Math.max(...ways.map((one) => ORDER.indexOf(one)))] ?? 'nobody';
}

/** The four cells of these rows in db/README.md: changed, dropped, exchanged, older. */
export function cellsOf({ whole, columns, dropped, swapped, older }: Line): readonly string[] {
  const by = Map.groupBy(Object.entries(columns), ([, reading]) => noticedIn(reading, whole));
  const changed = ORDER.flatMap((how) => {
    const names = (by.get(how) ?? []).map(([column]) => `\`${column}\``);
    if (how === 'changes nothing' && names.length > 1) return [`${how}: the rest`];
    return names.length === 0 ? [] : [`${how}: ${names.join(', ')}`];
  });
  const [all] = by.keys();
  return [by.size === 1 ? (all ?? '') : changed.join('; '), ...[dropped, swapped, older].map((reading) => noticedIn(reading, whole))];
}

/** The line of those rows; without `of` that of a table whose rows are all read alike. */
export function lineOf(lines: Lines, table: string, of?: string): Line {
  const all = lines[table];
  const line = all === undefined || all === 'nobody' ? undefined : all.find((one) => one.of === of);
  if (line === undefined) throw new Error(`no line of ${table}`);
  return line;
}

/** How it is done to the row that is looked at. All is SQL; what holds ids is asked when it is done. */
export type Doing = {
  readonly table: string;
  /** Those that are changed besides. */
  readonly with?: readonly string[];
  /** The row that is looked at, and another one of its kind. */
  readonly row: () => string;
  readonly other: () => string;
  /** What the two exchange. */
  readonly keys: readonly string[];
  readonly older: () => string;
  /** Columns that only some values fit into: what they become, or statements of one's own where other columns have to follow. */
  readonly to?: Readonly<Record<string, string | readonly string[]>>;
};
export type Case = { readonly what: string; readonly expected: Reading; statements(tampering: Tampering): readonly string[] };

/** One case for each column, and one for each act. */
export function casesOf(line: Line, { table, row, other, keys, older, to = {} }: Doing): readonly Case[] {
  const of = line.of === undefined ? '' : `, ${line.of}`;
  const changed = Object.entries(line.columns).map(([column, expected]): Case => {
    const values = [to[column] ?? []].flat();
    const told = (): readonly string[] =>
      values.map((value) => (value.startsWith('UPDATE') ? value : `UPDATE ${table} SET ${column} = ${value} WHERE ${row()}`));
    return {
      what: `${table}.${column} changed${of}`,
      expected,
      statements(tampering) {
        if (values.length > 0) return told();
        const flips = tampering.flips(table, column, row());
        // What nothing hangs on needs no flip in each place.
        return expected === line.whole ? flips.slice(0, 1) : flips;
      },
    };
  });
  return [
    ...changed,
    { what: `a row of ${table} dropped${of}`, expected: line.dropped, statements: () => [`DELETE FROM ${table} WHERE ${row()}`] },
    { what: `two rows of ${table} exchanged${of}`, expected: line.swapped, statements: () => [exchange(table, keys, row(), other())] },
    { what: `an older state of ${table} shown${of}`, expected: line.older, statements: () => [older()] },
  ];
}

/** What `look` reads in each way of doing it. */
export async function readingOf(
  tampering: Tampering,
  { statements }: Case,
  tables: readonly string[],
  look: () => Promise<Reading>,
): Promise<Reading> {
  const readings = new Set<Reading>();
  for (const statement of statements(tampering)) readings.add(await tampering.during(tables, statement, look));
  return [...readings].join(', ');
}
