/** The epochs of one room as the host signed them, each statement upon the one before it; nothing is taken back. */
import { equal } from '#crdt/base/bytes.ts';
import { DOC_NAMES, type DocName } from '#crdt/base/docs.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { ALL_RIGHTS } from '#crdt/base/rights.ts';
import { hashEpoch, NO_STATEMENT, verifyEpoch, type SignedEpoch } from '#crdt/keys/epoch.ts';
import type { EpochMember, EpochStatement } from '#crdt/keys/epoch-layout.ts';
import type { End, Places, WatermarkStorage } from '#crdt/sync/ports.ts';

/** The first epoch of a room has no statement: whoever is let in then may do everything. */
const FIRST = 1;

/** `forked`: the host signed two different histories, or the server leaves one out. */
export type Disbelief = 'malformed' | 'bad-signature' | 'forked';

export type EpochBook = {
  readonly newest: number;
  /** Believes the next one, and one that is known when it is the same. */
  add(signed: SignedEpoch): Result<EpochStatement, Disbelief>;
  /** Undefined for the first epoch, and for one that is not known. */
  statement(epoch: number): EpochStatement | undefined;
  /** What the host wrote of that member for that epoch; undefined for those who are not listed. */
  member(member: MemberId, epoch: number): EpochMember | undefined;
  /** What participants may who are let in while it lasts. */
  newcomers(epoch: number): number;
  /** The newest, as a mark that this device keeps: a server cannot take back what was seen. */
  readonly mark: End;
  /** Whether what this device saw before is in these epochs. */
  holds(mark: End): 'rolled-back' | 'forked' | undefined;
  places(doc: DocName): Places;
};

type Known = { readonly statement: EpochStatement; readonly hash: Uint8Array; readonly members: ReadonlyMap<MemberId, EpochMember> };

export function createEpochBook(room: RoomId, hostSignPublic: Uint8Array): EpochBook {
  /** From epoch 2. */
  const known: Known[] = [];
  const at = (epoch: number): Known | undefined => known[epoch - FIRST - 1];
  const hashOf = (epoch: number): Uint8Array => at(epoch)?.hash ?? NO_STATEMENT;
  const newest = (): number => FIRST + known.length;

  /** It goes on from the one before: its hash, its number, and ends that do not go back. */
  function follows({ epoch, previous, ends }: EpochStatement): boolean {
    const before = known.at(-1)?.statement.ends;
    if (epoch !== newest() + 1 || !equal(previous, hashOf(newest()))) return false;
    return DOC_NAMES.every((doc) => {
      const end = before?.[doc];
      return end === undefined || ends[doc].seq > end.seq || (ends[doc].seq === end.seq && equal(ends[doc].head, end.head));
    });
  }

  function places(doc: DocName): Places {
    const beginOf = (epoch: number): number => at(epoch)?.statement.ends[doc].seq ?? -1;
    return {
      epochAt(seq) {
        let [first, last] = [FIRST, newest()];
        // Most ask about the newest.
        if (beginOf(last) < seq) return last;
        while (first < last) {
          const middle = (first + last + 1) >> 1;
          if (beginOf(middle) < seq) first = middle;
          else last = middle - 1;
        }
        return first;
      },
      endBefore: (epoch) => at(epoch)?.statement.ends[doc],
    };
  }
  const all = { drawing: places('drawing'), chat: places('chat') } as const;

  return {
    get newest() {
      return newest();
    },
    add(signed) {
      const verified = verifyEpoch(signed, hostSignPublic, room);
      if (!verified.ok) return verified;
      const hash = hashEpoch(signed.statement);
      const before = at(verified.value.epoch);
      if (before !== undefined) return equal(before.hash, hash) ? ok(before.statement) : fail('forked');
      if (!follows(verified.value)) return fail('forked');
      const members = new Map(verified.value.members.map((member) => [member.member, member]));
      known.push({ statement: verified.value, hash, members });
      return ok(verified.value);
    },
    statement: (epoch) => at(epoch)?.statement,
    member: (member, epoch) => at(epoch)?.members.get(member),
    newcomers: (epoch) => at(epoch)?.statement.newcomers ?? ALL_RIGHTS,
    get mark() {
      return { seq: newest(), head: hashOf(newest()) };
    },
    holds({ seq, head }) {
      if (seq > newest()) return 'rolled-back';
      return equal(head, hashOf(seq)) ? undefined : 'forked';
    },
    places: (doc) => all[doc],
  };
}

/** The newest epoch of that room that this device has seen: a server that shows less rolls back who was removed. */
export const epochMark = ({ watermarks }: { readonly watermarks: WatermarkStorage }, room: RoomId): Promise<End | undefined> =>
  watermarks.load(room, 'epochs').catch(() => undefined);

/** Moved on only after it was checked. A disk that fails costs no more than the notice of a roll-back. */
export const keepMark = (watermarks: WatermarkStorage, room: RoomId, mark: End): void =>
  void watermarks.save(room, 'epochs', mark).catch(() => undefined);
