/** Years of a practice's audit log, written through the database's own function, so that its chain holds: thirty therapists, ten thousand rooms. */
import { createHash } from 'node:crypto';
import type { Sql } from 'postgres';
import { AUDIT_LABEL } from '#db/audit.ts';
import type { createSeededRandom } from '#tests/support/random.ts';

/** When the last of it was written. */
export const NOW = Date.UTC(2026, 10, 1);
const YEAR_MS = 365 * 86_400_000;
const AT_ONCE = 20_000;
const ACTS = [
  'room.enter',
  'room.enter',
  'log.read',
  'log.read',
  'log.read',
  'room.admit',
  'room.create',
  'room.end',
  'room.invite',
  'sign-in',
  'sign-in.factor',
];

type Entry = readonly [at: number, actor: string, action: string, subject: string, outcome: string];

/** As db/audit.ts hashes an entry without an address. */
function bodyOf([at, ...texts]: Entry): Buffer {
  const hash = createHash('sha256').update(AUDIT_LABEL);
  for (const part of [...[String(at), ...texts].map((text) => Buffer.from(text)), Buffer.alloc(0)]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  }
  return hash.digest();
}

/** Writes `count` entries over one year as the database's owner; tells one account and one room of many. */
export async function auditYears(owner: Sql, count: number, random: ReturnType<typeof createSeededRandom>) {
  const uuid = (): string => {
    const hex = Buffer.from(random.bytes(16)).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  const accounts = Array.from({ length: 30 }, uuid);
  const rooms = Array.from({ length: 10_000 }, uuid);
  for (let from = 0; from < count; from += AT_ONCE) {
    const entries = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i): Entry => {
      const at = NOW - YEAR_MS + Math.floor(((from + i) / count) * YEAR_MS);
      const action = random.pick(ACTS);
      const actor = `account:${random.pick(accounts)}`;
      const subject = action.startsWith('sign') ? actor : `room:${random.pick(rooms)}`;
      return [at, actor, action, subject, random.pick([...Array<string>(49).fill('ok'), 'no_right'])];
    });
    const column = (index: 1 | 2 | 3 | 4): string[] => entries.map((entry) => entry[index]);
    const literal = (texts: readonly string[]): string => `{${texts.join(',')}}`;
    await owner`SELECT holdspace_audit(${literal(entries.map(([at]) => `"${new Date(at).toISOString()}"`))}::text::timestamptz[],
      ${literal(column(1))}::text::text[], ${literal(column(2))}::text::text[], ${literal(column(3))}::text::text[], ${literal(column(4))}::text::text[],
      array_fill(NULL::bytea, ARRAY[${entries.length}::int]), ${literal(entries.map((one) => `"\\\\x${bodyOf(one).toString('hex')}"`))}::text::bytea[])`;
    process.stderr.write(`\r${from + entries.length} entries written`);
  }
  process.stderr.write('\n');
  return { account: accounts[0] ?? '', room: rooms[0] ?? '' };
}
