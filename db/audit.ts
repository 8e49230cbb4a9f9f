/**
 * The audit log: who did what to which subject, when, from where, with what outcome. Never content. Append-only and
 * hash-chained by the database itself (holdspace_audit), so that not even the application can write a chain of its own.
 */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { desc, sql } from 'drizzle-orm';
import type { Statement, Tx } from './connect.ts';
import { audit, auditCheckpoints } from './schema.ts';

/** What an entry may tell of. An act that needs a new word gets it here. */
export type AuditAction =
  | 'practice.set-up'
  | 'account.invite'
  | 'room.lock'
  | 'room.unlock'
  | 'account.register'
  | 'account.deactivate'
  | 'account.reactivate'
  | 'sign-in'
  | 'sign-in.factor'
  | 'sign-out'
  | 'sign-in.end'
  | 'leave-now'
  | 'account.prove'
  | 'password.change'
  | 'password.move'
  | 'opaque.rotate'
  | 'opaque.drop'
  | 'recovery.new-kit'
  | 'recovery.open'
  | 'recovery.finish'
  | 'reset.start'
  | 'reset.finish'
  | 'reset.revoke'
  | 'factor.add-totp'
  | 'factor.remove-totp'
  | 'factor.new-codes'
  | 'factor.add-passkey'
  | 'factor.change-passkey'
  | 'factor.remove-passkey'
  | 'room.create'
  | 'room.invite'
  | 'room.revoke-invite'
  | 'room.claim'
  | 'room.read-check-in'
  | 'room.read-accesses'
  | 'practice.words'
  | 'room.enter'
  | 'room.admit'
  | 'room.refuse'
  | 'room.turn'
  | 'room.end'
  | 'keys.rotate'
  | 'log.read'
  | 'admin.read-rooms'
  | 'admin.read-accounts'
  | 'admin.read-sign-ins'
  | 'admin.read-resets'
  | 'audit.read'
  | 'audit.export'
  | 'directory.find'
  | 'pins.write'
  | 'room.hand-over'
  | 'room.take-back'
  | 'record.list'
  | 'record.read'
  | 'record.create'
  | 'record.write'
  | 'record.sign'
  | 'record.delete'
  | 'record.restore'
  | 'record.purge'
  | 'appointment.plan'
  | 'reminder.send'
  | 'calendar.create'
  | 'calendar.remove'
  | 'calendar.read'
  | 'admin.read-retention'
  | 'record.share'
  | 'record.unshare'
  | 'record.read-shares'
  | 'record.read-accesses';

export type AuditEntry = {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** 'account:ID', 'member:ID', 'anonymous' or 'system'. */
  readonly actor: string;
  readonly action: AuditAction;
  /** 'room:ID', 'account:ID', 'invite:ID', 'practice' …, or empty. */
  readonly subject: string;
  /** 'ok', or the error code it was refused with. */
  readonly outcome: string;
  /** The address it came from, sealed under the deployment key. */
  readonly ipSealed?: Uint8Array | undefined;
};

/** So many at once, that the statements for one, two, three and more are few: each stays prepared. */
const AT_ONCE = 8;

/**
 * Appends entries in the transaction of the act. The last statement of it, please: other writers wait until the commit. Entries of their
 * own, of no more than AT_ONCE, need no transaction.
 */
export async function appendAudit(tx: Statement, entries: readonly AuditEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += AT_ONCE) await appendFew(tx, entries.slice(from, from + AT_ONCE));
}

async function appendFew(tx: Statement, entries: readonly AuditEntry[]): Promise<void> {
  const texts = (value: (entry: AuditEntry) => string) =>
    sql`ARRAY[${sql.join(
      entries.map((entry) => sql`${value(entry)}::text`),
      sql`, `,
    )}]`;
  const blobs = (value: (entry: AuditEntry) => Uint8Array | null) =>
    sql`ARRAY[${sql.join(
      entries.map((entry) => sql`${value(entry)}::bytea`),
      sql`, `,
    )}]`;
  const ats = sql`ARRAY[${sql.join(
    entries.map((entry) => sql`${new Date(entry.at).toISOString()}::timestamptz`),
    sql`, `,
  )}]`;
  await tx.execute(sql`SELECT holdspace_audit(${ats}, ${texts((e) => e.actor)}, ${texts((e) => e.action)}, ${texts((e) => e.subject)},
    ${texts((e) => e.outcome)}, ${blobs((e) => e.ipSealed ?? null)}, ${blobs(entryBody)})`);
}

export const AUDIT_LABEL = 'holdspace/v1/audit';

/** SHA-256 over a label and each column, with its length before it (u32): no two entries have the same body. */
function entryBody(entry: AuditEntry): Uint8Array {
  const hash = createHash('sha256').update(AUDIT_LABEL);
  const parts = [String(entry.at), entry.actor, entry.action, entry.subject, entry.outcome].map((text) => Buffer.from(text));
  for (const part of [...parts, Buffer.from(entry.ipSealed ?? [])]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  }
  return hash.digest();
}

/** Signs where the log stands, unless that is signed already; the seq, or 0 when there is nothing to sign. */
export async function checkpointAudit(tx: Tx, serverPrivate: KeyObject, now: number): Promise<number> {
  const [last] = await tx.select().from(audit).orderBy(desc(audit.seq)).limit(1);
  if (last === undefined) return 0;
  const signature = sign(null, checkpointBytes(last.seq, last.hash), serverPrivate);
  await tx
    .insert(auditCheckpoints)
    .values({ seq: last.seq, at: new Date(now), hash: last.hash, signature })
    .onConflictDoNothing();
  return last.seq;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** What a checkpoint's signature is over. */
export const checkpointBytes = (seq: number, hash: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('holdspace/v1/audit-checkpoint'), u64(seq), hash]);
