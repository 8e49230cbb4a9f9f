/**
 * Whether the audit log is the one that was written: its chain recomputed from the columns, and the server's signatures under it, those that were
 * carried elsewhere included. PostgreSQL only puts the columns together, a page as one value; nothing is believed of what it computed.
 */
import { hash as hashOf, type KeyObject, verify } from 'node:crypto';
import { desc, sql } from 'drizzle-orm';
import { AUDIT_LABEL, checkpointBytes } from './audit.ts';
import type { Tx } from './connect.ts';
import { auditCheckpoints } from './schema.ts';

/** The server's signature under the log up to an entry. */
export type AuditMark = { readonly seq: number; readonly hash: Uint8Array; readonly signature: Uint8Array };

export type AuditVerdict =
  /** `signedTo`: the newest entry that a checkpoint names; later ones could be cut off unseen. `hash`: of the last entry, hex. */
  | { readonly intact: true; readonly entries: number; readonly checkpoints: number; readonly signedTo: number; readonly hash: string }
  /** `seq` is the first entry, or the checkpoint, that does not fit. */
  | { readonly intact: false; readonly seq: number; readonly fault: 'gap' | 'hash' | 'checkpoint' };

const PAGE = 10_000;
const SHA256_BYTES = 32;

/** The columns as db/audit.ts hashes them: each with its length before it. */
const part = (bytes: string): string => `int4send(octet_length(${bytes})) || ${bytes}`;
const BODY = [
  ...['((extract(epoch FROM at) * 1000)::bigint)::text', 'actor', 'action', 'subject', 'outcome'].map((text) =>
    part(`convert_to(${text}, 'UTF8')`),
  ),
  part(`coalesce(ip_sealed, ''::bytea)`),
].join(' || ');

/** For each entry: seq u64, hash 32, length of its columns u32, its columns. */
const pageAfter = (seq: number) => sql`
  SELECT string_agg(int8send(seq) || hash || int4send(octet_length(body)) || body, ''::bytea ORDER BY seq) AS page
  FROM (SELECT seq, hash, ${sql.raw(BODY)} AS body FROM audit WHERE seq > ${seq} ORDER BY seq LIMIT ${PAGE}) entries`;

type Walk = { seq: number; hash: Buffer };
type Broken = Extract<AuditVerdict, { intact: false }>;

/**
 * Reads the whole log in pages. Only what comes after the last checkpoint can be cut off unseen. `elsewhere`: checkpoints that were kept where
 * nobody who holds the database can reach; a log that was written anew and signed anew does not fit them.
 */
export async function verifyAudit(tx: Tx, serverPublic: KeyObject, elsewhere: readonly AuditMark[] = []): Promise<AuditVerdict> {
  const kept = await tx.select().from(auditCheckpoints);
  const marks = Map.groupBy([...kept, ...elsewhere], ({ seq }) => seq);
  const at: Walk = { seq: 0, hash: Buffer.alloc(SHA256_BYTES) };
  for await (const page of pagesOf(tx)) {
    const broken = walk(at, page, (here) =>
      (marks.get(here.seq) ?? []).every((mark) => here.hash.equals(mark.hash) && isSigned(mark, serverPublic)),
    );
    if (broken !== undefined) return broken;
  }
  const signedTo = Math.max(0, ...marks.keys());
  if (signedTo > at.seq) return { intact: false, seq: signedTo, fault: 'checkpoint' };
  return { intact: true, entries: at.seq, checkpoints: marks.size, signedTo, hash: at.hash.toString('hex') };
}

/**
 * Page after page, asked for ahead: PostgreSQL puts the next one together while one is walked. Where each begins is known beforehand, since a log
 * without a gap has an entry for each number; one with a gap does not get past it.
 */
async function* pagesOf(tx: Tx): AsyncGenerator<Buffer, void, undefined> {
  const ask = async (after: number): Promise<Uint8Array | null> => {
    const [row] = (await tx.execute(pageAfter(after))) as unknown as readonly { readonly page: Uint8Array | null }[];
    return row?.page ?? null;
  };
  let [after, asked] = [0, [ask(0)]];
  try {
    for (;;) {
      asked.push(ask((after += PAGE)));
      const page = await asked.shift();
      if (page === undefined || page === null) return;
      yield Buffer.from(page.buffer, page.byteOffset, page.length);
    }
  } finally {
    // The transaction ends after them, whatever was found.
    await Promise.allSettled(asked);
  }
}

/** Goes on along one page; what does not fit, if anything. */
function walk(at: Walk, page: Buffer, fits: (here: Walk) => boolean): Broken | undefined {
  const label = Buffer.from(AUDIT_LABEL);
  const link = Buffer.alloc(2 * SHA256_BYTES + 8);
  for (let offset = 0; offset < page.length;) {
    const seq = Number(page.readBigUInt64BE(offset));
    if (seq !== at.seq + 1) return { intact: false, seq: at.seq + 1, fault: 'gap' };
    const length = page.readUInt32BE(offset + 8 + SHA256_BYTES);
    const columns = offset + 12 + SHA256_BYTES;
    const body = hashOf('sha256', Buffer.concat([label, page.subarray(columns, columns + length)]), 'buffer');
    link.set(at.hash);
    link.writeBigUInt64BE(BigInt(seq), SHA256_BYTES);
    link.set(body, SHA256_BYTES + 8);
    at.seq = seq;
    at.hash = hashOf('sha256', link, 'buffer');
    if (page.compare(at.hash, 0, SHA256_BYTES, offset + 8, offset + 8 + SHA256_BYTES) !== 0) return { intact: false, seq, fault: 'hash' };
    if (!fits(at)) return { intact: false, seq, fault: 'checkpoint' };
    offset = columns + length;
  }
  return undefined;
}

/** Whether this server signed it. */
export const isSigned = ({ seq, hash, signature }: AuditMark, serverPublic: KeyObject): boolean =>
  verify(null, checkpointBytes(seq, hash), serverPublic, signature);

/** The newest checkpoint of the log's own. */
export async function newestMark(tx: Tx): Promise<AuditMark | undefined> {
  const [mark] = await tx.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.seq)).limit(1);
  return mark;
}
