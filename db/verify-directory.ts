/** The whole key directory, read in pages and computed anew: its chain, its signatures, its checkpoints, and that accounts have the keys it lists. */
import { createHash, type KeyObject } from 'node:crypto';
import { concat, equal } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import {
  changeBytes,
  checkpointBytes,
  DIRECTORY_LABELS,
  entryBytes,
  linkBytes,
  NO_ENTRY,
  tagBytes,
  type DirectoryEntry,
} from '#crdt/keys/directory-layout.ts';
import { allAccounts } from './accounts.ts';
import type { Tx } from './connect.ts';
import { ed25519Key, isEd25519 } from './ed25519.ts';
import { allCheckpoints, entriesAfter, entryOf, type DirectoryRow, type SignedCheckpoint } from './directory.ts';

const PAGE = 1000;

export type DirectoryFault =
  /** An entry is missing before this one. */
  | 'gap'
  /** Not the entry that was written, or not in its place. */
  | 'hash'
  /** It does not follow on the account's entry before, or is of a kind that cannot stand there. */
  | 'order'
  /** Not signed by the keys it names or follows. */
  | 'signature'
  /** The chain is not the one that was signed. */
  | 'checkpoint'
  /** The account has other keys than its last entry, or is not there any more. */
  | 'account';
export type DirectoryVerdict =
  /** `signedTo`: the newest entry that a checkpoint names. `hash`: of the last entry, hex. */
  | { readonly intact: true; readonly entries: number; readonly accounts: number; readonly signedTo: number; readonly hash: string }
  /** `seq`: the first entry that does not fit, or the last one of an account whose keys are others. */
  | { readonly intact: false; readonly seq: number; readonly fault: DirectoryFault };

type Last = { readonly entry: DirectoryEntry; readonly hash: Uint8Array };

/** As 'system:directory'. Changes nothing. */
export async function verifyDirectory(tx: Tx, serverPublic: KeyObject): Promise<DirectoryVerdict> {
  const marks = new Map((await allCheckpoints(tx)).map((mark) => [mark.seq, mark]));
  const last = new Map<AccountId, Last>();
  let [seq, hash, onlyBefore] = [0, NO_ENTRY, true];
  for (let page = await entriesAfter(tx, 0, PAGE); page.length > 0; page = await entriesAfter(tx, seq, PAGE)) {
    for (const row of page) {
      const bad = (fault: DirectoryFault): DirectoryVerdict => ({ intact: false, seq: seq + 1, fault });
      if (row.seq !== seq + 1) return bad('gap');
      const entry = entryOf(row);
      const before = last.get(entry.account);
      onlyBefore &&= entry.kind === 'before';
      if (!fitsRow(row, entry, hash)) return bad('hash');
      if (!follows(entry, before, onlyBefore)) return bad('order');
      if (!isSigned(entry, before?.entry)) return bad('signature');
      const mark = marks.get(row.seq);
      // Every entry was signed as it was written, but those of the accounts that were there before.
      if (mark === undefined ? entry.kind !== 'before' : !equal(mark.hash, row.hash) || !isServers(mark, serverPublic))
        return bad('checkpoint');
      last.set(entry.account, { entry, hash: row.hash });
      [seq, hash] = [row.seq, row.hash];
    }
  }
  const signedTo = Math.max(0, ...marks.keys());
  if (signedTo > seq) return { intact: false, seq: signedTo, fault: 'checkpoint' };
  const accounts = await allAccounts(tx);
  for (const { id, signPublic, boxPublic } of accounts) {
    const listed = last.get(id)?.entry;
    if (listed === undefined || !equal(listed.signPublic, signPublic) || !equal(listed.boxPublic, boxPublic)) {
      return { intact: false, seq: listed?.seq ?? 0, fault: 'account' };
    }
    last.delete(id);
  }
  // No account is ever removed.
  const [gone] = last.values();
  if (gone !== undefined) return { intact: false, seq: gone.entry.seq, fault: 'account' };
  return { intact: true, entries: seq, accounts: accounts.length, signedTo, hash: Buffer.from(hash).toString('hex') };
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

function fitsRow(row: DirectoryRow, entry: DirectoryEntry, before: Uint8Array): boolean {
  const [tag, digest] = [sha256(tagBytes(entry.account)), sha256(entryBytes(entry))];
  return equal(row.tag, tag) && equal(row.digest, digest) && equal(row.hash, sha256(linkBytes(before, row.seq, tag, digest)));
}

function follows({ kind, previous }: DirectoryEntry, before: Last | undefined, onlyBefore: boolean): boolean {
  if (kind === 'before' && !onlyBefore) return false;
  const isFirst = kind === 'made' || kind === 'before';
  return isFirst === (before === undefined) && equal(previous, before?.hash ?? NO_ENTRY);
}

function isSigned(entry: DirectoryEntry, before: DirectoryEntry | undefined): boolean {
  const { kind, selfSignature, oldSignature, signPublic } = entry;
  if (kind === 'before') return selfSignature === undefined && oldSignature === undefined;
  const bytes = changeBytes(entry);
  if (!isEd25519(ed25519Key(signPublic), concat(DIRECTORY_LABELS.change, bytes), selfSignature)) return false;
  if (kind !== 'rotated') return oldSignature === undefined;
  return before !== undefined && isEd25519(ed25519Key(before.signPublic), concat(DIRECTORY_LABELS.rotation, bytes), oldSignature);
}

const isServers = (mark: SignedCheckpoint, serverPublic: KeyObject): boolean =>
  isEd25519(serverPublic, concat(DIRECTORY_LABELS.checkpoint, checkpointBytes(mark)), mark.signature);
