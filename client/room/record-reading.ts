/**
 * One's sealed records from the server: each is verified before it is opened, and compared with how far this device saw it. What does not verify
 * is shown as damaged, never left out and never opened.
 */
import { fromBase64url } from '#crdt/base/bytes.ts';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { Grant } from '#crdt/keys/grant.ts';
import { openRecordGrant } from '#crdt/keys/record-grant.ts';
import { readRecord as readStatement, type RecordKind, type RecordPlace } from '#crdt/keys/record-layout.ts';
import {
  openVersion,
  verifyChain,
  verifyNewest,
  type RecordDamage,
  type RecordHead,
  type SealedVersion,
  type SignPublicOf,
} from '#crdt/keys/record.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RecordView } from '#server/contract/http-records.ts';
import { pagesOf } from './pages.ts';
import type { Session } from './session.ts';

/** `no-key`: its key was not granted to this account, or not to the keys it has now. */
export type RecordFault = RecordDamage | 'does-not-open' | 'unknown-format' | 'no-key';
type Known = {
  readonly record: RecordId;
  /** By the server's clock, ms. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly deletedAt: number | undefined;
};
/** Whose a record is, and by which key they are believed: oneself, or somebody whose keys are confirmed here. */
export type RecordOwner = { readonly account: AccountId; readonly signPublic: Uint8Array };
export type OpenRecord = Known & {
  readonly is: 'open';
  readonly place: RecordPlace;
  readonly owner: RecordOwner;
  readonly head: RecordHead;
  /** Its key, sealed to this account: opened for each use and wiped after it, so that no key outlives the keyring. */
  readonly grant: Grant;
  /** What the newest version holds. */
  readonly content: Uint8Array;
};
export type DamagedRecord = Known & { readonly is: 'damaged'; readonly fault: RecordFault };
export type ReadRecord = OpenRecord | DamagedRecord;

/** What of a session reading records needs. */
export type Reading = Pick<Session, 'http' | 'storage' | 'account' | 'keyring'>;

export type RecordsAsked = {
  readonly kind: RecordKind;
  readonly subject?: RecordId | undefined;
  readonly parent?: RecordId | undefined;
  readonly deleted?: boolean | undefined;
  /** Only what is not signed yet. */
  readonly unsigned?: boolean | undefined;
  /** Of appointments, only what has a time from then (ms) on, and what the server was told nothing of. */
  readonly since?: number | undefined;
};

/** All of one's records of a kind, in the order in which they were made. */
export async function listRecords(
  session: Reading,
  { deleted = false, unsigned = false, ...asked }: RecordsAsked,
): Promise<Result<ReadRecord[], ErrorCode>> {
  await sodiumReady();
  const read: ReadRecord[] = [];
  const pages = pagesOf((cursor) =>
    session.http.call('GET /api/records', {
      query: { ...asked, limit: 200, deleted: deleted ? 'only' : 'no', signed: unsigned ? 'no' : 'any', cursor },
    }),
  );
  for await (const page of pages) {
    if (!page.ok) return page;
    const seen = await seenOf(
      session,
      page.value.records.map(({ record }) => record),
    );
    for (const [place, view] of page.value.records.entries()) {
      if (place % AT_A_BREATH === 0) await breath();
      const one = openView(session, view, seen.get(view.record), asked);
      // Another window may have gone on between the server's answer and the look at what was seen: only asked again it is a roll-back.
      const again = one.is === 'damaged' && one.fault === 'rolled-back' ? await readOne(session, view.record) : undefined;
      if (again?.ok === false && again.code !== 'not_found') return again;
      read.push(again?.ok === true ? again.value : one);
    }
    if (page.value.records.length > 0) await remember(session, read.slice(-page.value.records.length));
  }
  return ok(read);
}

/** Some 30 ms of verifying and opening: between them whoever uses the page is heard. */
const AT_A_BREATH = 50;
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export async function readOne(session: Reading, record: RecordId): Promise<Result<ReadRecord, ErrorCode>> {
  await sodiumReady();
  const seen = await seenOf(session, [record]);
  const view = await session.http.call('GET /api/records/:record', { params: { record } });
  if (!view.ok) return view;
  if (view.value.record !== record) return fail('not_found');
  const read = openView(session, view.value, seen.get(record), undefined);
  await remember(session, [read]);
  return ok(read);
}

/** How far this device saw them. One that keeps nothing has seen nothing. */
export const seenOf = ({ storage }: Reading, records: readonly RecordId[]): Promise<ReadonlyMap<RecordId, RecordHead>> =>
  storage.recordHeads.load(records).catch(() => new Map<RecordId, RecordHead>());

/** This device has seen these ends. */
export async function remember({ storage }: Reading, read: readonly ReadRecord[]): Promise<void> {
  const heads = read.flatMap((one) => (one.is === 'open' ? [[one.record, one.head] as const] : []));
  if (heads.length > 0) await storage.recordHeads.save(new Map(heads)).catch(() => undefined);
}

export const ownerOf = ({ account, keyring }: Reading): RecordOwner => ({ account: account.account, signPublic: keyring.signPublic });

/** Verified before anything is opened, as `by`'s record and, where that is given, as one of those that were asked for. */
export function openView(
  session: Reading,
  view: RecordView,
  seen: RecordHead | undefined,
  asked: RecordsAsked | undefined,
  by: RecordOwner = ownerOf(session),
): ReadRecord {
  const { record, createdAt, changedAt, deletedAt } = view;
  const known = { record, createdAt, changedAt, deletedAt };
  const damaged = (fault: RecordFault): DamagedRecord => ({ ...known, is: 'damaged', fault });
  const newest = bytesOf(view.newest);
  const said = readStatement(newest.statement);
  if (said === undefined) return damaged('malformed');
  if (said.record !== record || said.owner !== by.account || (asked !== undefined && !isAsked(said, asked))) return damaged('other-record');
  const verified = verifyNewest(newest, { place: said, signPublicOf: authors(by), seen });
  if (!verified.ok) return damaged(verified.code);
  if (view.grant === undefined || view.grant.granter !== said.owner) return damaged('no-key');
  const grant = { sealed: bytes(view.grant.sealed), signature: bytes(view.grant.signature) };
  const content = withRecordKey(session, { record, grant, owner: by }, (key) => openVersion(newest.sealed, verified.value, key));
  if (content === undefined) return damaged('no-key');
  if (!content.ok) return damaged(content.code);
  const { kind, owner, subject, parent, version, digest, closing } = verified.value;
  const place: RecordPlace = { record, kind, owner, subject, parent };
  return { ...known, is: 'open', place, owner: by, head: { version, digest, closed: closing }, grant, content: content.value };
}

const isAsked = (said: RecordPlace, { kind, subject, parent }: RecordsAsked): boolean =>
  said.kind === kind && (subject === undefined || said.subject === subject) && (parent === undefined || said.parent === parent);

/** Whose signature is believed: the owner's alone. */
const authors =
  ({ account, signPublic }: RecordOwner): SignPublicOf =>
  (author: AccountId) =>
    author === account ? signPublic : undefined;

/** Opens the record's key for one use; undefined where it is not for this account, not for the keys that it has now, or where they are locked. */
export function withRecordKey<Value>(
  { account: { account }, keyring }: Reading,
  { record, grant, owner }: Pick<OpenRecord, 'record' | 'grant' | 'owner'>,
  use: (key: Secret) => Value,
): Value | undefined {
  if (keyring.boxSecret.wiped) return undefined;
  const place = { record, granter: owner.account, reader: account, readerBoxPublic: keyring.boxPublic };
  const key = openRecordGrant({ ...place, grant, readerBoxSecret: keyring.boxSecret, granterSignPublic: owner.signPublic });
  if (!key.ok) return undefined;
  try {
    return use(key.value);
  } finally {
    key.value.wipe();
  }
}

/** One version as its history shows it. */
export type PastVersion = {
  readonly version: number;
  /** By the server's clock, ms. */
  readonly madeAt: number;
  readonly author: AccountId;
  /** It signed the record shut. */
  readonly closing: boolean;
  readonly content: Uint8Array;
};
export type RecordHistory = { readonly head: RecordHead; readonly versions: readonly PastVersion[] };

/**
 * Every version, oldest first, the whole chain verified. The outer failure: the server could not be asked. The inner: what it showed cannot be
 * right, nothing of it is opened.
 */
export async function readHistory(session: Reading, record: OpenRecord): Promise<Result<Result<RecordHistory, RecordFault>, ErrorCode>> {
  const { place } = record;
  const seen = (await seenOf(session, [place.record])).get(place.record);
  const sent: (SealedVersion & { readonly madeAt: number })[] = [];
  const params = { record: place.record };
  const pages = pagesOf((cursor) => session.http.call('GET /api/records/:record/versions', { params, query: { limit: 200, cursor } }));
  for await (const page of pages) {
    if (!page.ok) return page;
    sent.push(...page.value.versions.map((version) => ({ ...bytesOf(version), madeAt: version.madeAt })));
  }
  const chain = verifyChain(sent, { place, signPublicOf: authors(record.owner), seen });
  if (!chain.ok) return ok(chain);
  const { head, versions } = chain.value;
  const opened = withRecordKey(session, record, (key) => versions.map((one, at) => openVersion(sent[at]?.sealed ?? NOTHING, one, key)));
  if (opened === undefined) return ok(fail('no-key'));
  const past: PastVersion[] = [];
  for (const [at, content] of opened.entries()) {
    const [one, said] = [sent[at], versions[at]];
    if (!content.ok) return ok(content);
    if (one === undefined || said === undefined) continue;
    const { version, author, closing } = said;
    past.push({ version, author, closing, madeAt: one.madeAt, content: content.value });
  }
  await remember(session, [{ ...record, head }]);
  return ok(ok({ head, versions: past }));
}

const NOTHING = new Uint8Array();
const bytes = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();
const bytesOf = ({ statement, signature, sealed }: RecordView['newest']): SealedVersion => ({
  statement: bytes(statement),
  signature: bytes(signature),
  sealed: bytes(sealed),
});
