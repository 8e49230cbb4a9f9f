/**
 * The practice's key directory as this device checks it, at each sign-in and before another's keys are used: the whole chain is followed to the
 * signed checkpoint, held against what this device saw before, and searched for one's own place (crdt/keys/directory.ts). What is remembered lies
 * with the keyrings at rest: seq u64 ‖ chain hash 32 ‖ the server's Ed25519 key 32. The server's key is believed the first time it is seen.
 */
import { concat, equal, fromBase64url, u64 } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import {
  followChain,
  foreignEntry,
  START,
  verifyCheckpoint,
  verifyHistory,
  type DirectoryFault,
  type Link,
  type Place,
  type PublicKeys,
} from '#crdt/keys/directory.ts';
import type { DirectoryEntry, DirectoryKind } from '#crdt/keys/directory-layout.ts';
import { standingOf, type Pins, type Seen, type Standing } from '#crdt/keys/pins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { DirectoryEntryView } from '#server/contract/http-directory.ts';
import { loadPins, savePins, type Checking, type KeptPins, type PinsFault } from './pins.ts';

/** What is wrong with the keys that a server shows. */
export type KeysFault = DirectoryFault | PinsFault;
export type OwnKeys =
  /** Everything fits; `entries` are all keys this account ever had. */
  | { readonly is: 'fits'; readonly entries: readonly DirectoryEntry[]; readonly end: Place; readonly pins: Pins }
  /** Somebody put other keys in this account's place; `entry` is the first that did, undefined where the account is listed with no keys at all. */
  | { readonly is: 'foreign'; readonly entry: DirectoryEntry | undefined }
  /** The server shows a directory that cannot be the one it showed before, or none at all. */
  | { readonly is: 'broken'; readonly fault: KeysFault };

export type TheirKeys = PublicKeys & {
  readonly kind: DirectoryKind;
  /** Since when the account has them, ms since the Unix epoch, by the server's clock. */
  readonly since: number;
  /** What this account calls them, where it once confirmed them; otherwise empty. */
  readonly name: string;
  /** Nothing may be shared with somebody whose keys are not 'confirmed'. */
  readonly standing: Standing;
};

type Chain = {
  readonly links: readonly Link[];
  readonly end: Place;
  readonly entries: readonly DirectoryEntry[];
  readonly serverPublic: Uint8Array;
  readonly kept: KeptPins;
};
/** The server's own word apart from what is wrong with it. */
export type Read<Value> = Result<Result<Value, KeysFault>, ErrorCode>;

/** Follows the directory and looks for one's own keys in it. Fails only where the server could not be asked. */
export async function checkOwnKeys(session: Checking): Promise<Result<OwnKeys, ErrorCode>> {
  const read = await readChain(session);
  if (!read.ok) return read;
  if (!read.value.ok) return ok({ is: 'broken', fault: read.value.code });
  const { entries, end, serverPublic, kept } = read.value.value;
  const foreign = foreignEntry(entries, session.keyring);
  if (foreign === undefined) {
    // Other devices go on from here too. Where another one was quicker, it saw as much.
    if ((kept.pins.seen?.place.seq ?? -1) < end.seq)
      await savePins(session, { ...kept, pins: { ...kept.pins, seen: { place: end, serverPublic } } });
    return ok({ is: 'fits', entries, end, pins: kept.pins });
  }
  return ok({ is: 'foreign', entry: foreign === 'missing' ? undefined : foreign });
}

/** The keys that another account has now, by its checked history. They are only the server's word until somebody confirms them (pins.ts). */
export async function keysOf(session: Checking, account: AccountId): Promise<Read<TheirKeys>> {
  const read = await readChain(session);
  if (!read.ok || !read.value.ok) return read as Read<never>;
  const reply = await session.http.call('POST /api/directory/of', { body: { account } });
  if (!reply.ok) return reply;
  const entries = entriesOf(account, reply.value.entries);
  const checked = verifyHistory({ account, entries, from: START, links: read.value.value.links });
  const last = entries.at(-1);
  if (!checked.ok) return ok(checked);
  if (last === undefined) return ok(fail('hidden-entry'));
  const { signPublic, boxPublic, kind, at } = last;
  const pinned = read.value.value.kept.pins.people.find((one) => one.account === account);
  return ok(
    ok({
      signPublic,
      boxPublic,
      kind,
      since: at,
      name: pinned?.name ?? '',
      standing: standingOf(read.value.value.kept.pins, account, last),
    }),
  );
}

/** The chain up to the newest checkpoint, with one's own history; remembers the checkpoint once all of it fits. */
async function readChain(session: Checking): Promise<Read<Chain>> {
  await sodiumReady();
  const { http, account } = session;
  const kept = await loadPins(session);
  if (!kept.ok || !kept.value.ok) return kept as Read<never>;
  const seen = [await load(session), kept.value.value.pins.seen].filter((one) => one !== undefined);
  const reply = await http.call('GET /api/directory');
  if (!reply.ok) return reply;
  const checkpoint = { ...reply.value.checkpoint, hash: bytesOf(reply.value.checkpoint.hash) };
  const serverPublic = bytesOf(reply.value.serverPublic);
  if (seen.some((one) => !equal(one.serverPublic, serverPublic))) return ok(fail('bad-checkpoint'));
  if (!verifyCheckpoint({ ...checkpoint, signature: bytesOf(checkpoint.signature) }, serverPublic)) return ok(fail('bad-checkpoint'));
  if (seen.some(({ place }) => checkpoint.seq < place.seq)) return ok(fail('rolled-back'));
  const links: Link[] = [];
  while (links.length < checkpoint.seq) {
    const page = await http.call('POST /api/directory/links', { body: { after: links.length, upTo: checkpoint.seq } });
    if (!page.ok) return page;
    if (page.value.links.length === 0) return ok(fail('malformed'));
    for (const { tag, digest } of page.value.links) links.push({ tag: bytesOf(tag), digest: bytesOf(digest) });
  }
  const places = followChain(START, links);
  const end = places === undefined ? undefined : (places.at(-1) ?? START);
  if (places === undefined || end === undefined) return ok(fail('malformed'));
  if (seen.some(({ place }) => !equal(placeAt(places, place.seq)?.hash ?? new Uint8Array(), place.hash))) return ok(fail('forked'));
  if (end.seq !== checkpoint.seq || !equal(end.hash, checkpoint.hash)) return ok(fail('forked'));
  const entries = entriesOf(account.account, reply.value.entries);
  const checked = verifyHistory({ account: account.account, entries, from: START, links });
  if (!checked.ok) return ok(checked);
  await save(session, { place: end, serverPublic });
  return ok(ok({ links, end, entries, serverPublic, kept: kept.value.value }));
}

const placeAt = (places: readonly Place[], seq: number): Place | undefined => (seq === 0 ? START : places[seq - 1]);
const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

function entriesOf(account: AccountId, views: readonly DirectoryEntryView[]): readonly DirectoryEntry[] {
  return views.map(({ seq, kind, at, ...view }) => ({
    seq,
    account,
    kind,
    at,
    signPublic: bytesOf(view.signPublic),
    boxPublic: bytesOf(view.boxPublic),
    previous: bytesOf(view.previous),
    ...(view.selfSignature === undefined ? {} : { selfSignature: bytesOf(view.selfSignature) }),
    ...(view.oldSignature === undefined ? {} : { oldSignature: bytesOf(view.oldSignature) }),
  }));
}

const placeOf = ({ account }: Checking): string => `directory:${account.account}`;
const SEEN_BYTES = 8 + 32 + 32;

async function load(session: Checking): Promise<Seen | undefined> {
  const kept = await session.storage.keyrings.load(placeOf(session)).catch(() => undefined);
  if (kept?.length !== SEEN_BYTES) return undefined;
  const seq = Number(new DataView(kept.buffer, kept.byteOffset, 8).getBigUint64(0));
  return { place: { seq, hash: kept.slice(8, 40) }, serverPublic: kept.slice(40) };
}

/** A browser that keeps nothing remembers nothing: then a roll-back is found only by what the pins remember. */
async function save(session: Checking, { place, serverPublic }: Seen): Promise<void> {
  await session.storage.keyrings.save(placeOf(session), concat(u64(place.seq), place.hash, serverPublic)).catch(() => undefined);
}
