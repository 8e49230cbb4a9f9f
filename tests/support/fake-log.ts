/**
 * A server's log of one doc in memory, as the contract has it, over connections that are flushed by hand. Tests make it hostile
 * by putting other entries in place of its own.
 */
import type { MemberId } from '#crdt/base/ids.ts';
import { ok } from '#crdt/base/result.ts';
import { decodeHeader } from '#crdt/crypto/header.ts';
import { EMPTY_HEAD, nextHead, sha256 } from '#crdt/crypto/hash.ts';
import type { Committed } from '#crdt/sync/committed.ts';
import type { End } from '#crdt/sync/ports.ts';
import type { SealedDoc } from '#crdt/sync/sealed-doc-types.ts';
import { createWire, type Line, type Peer } from './wire.ts';

export type Entry = { readonly sealed: Uint8Array; readonly sender: string; readonly counter: number };

/** Who hears of turned epochs besides the log: tests/crdt/sync/device.ts. */
type Ear = { turned(epoch: number): void };

export function createFakeLog() {
  let epoch = 1;
  /** Undefined: everybody may. */
  let mayAppend: ((member: MemberId) => boolean) | undefined;
  let durable: Entry[] = [];
  let pending: Entry[] = [];
  let snapshot: { at: number; sealed: Uint8Array } | undefined;
  /** Who has opened the doc, and who is in the room at all. */
  const lines = new Set<Peer>();
  const inside = new Set<Peer>();
  const headAt = (seq: number): Uint8Array =>
    durable.slice(0, seq).reduce((head, { sealed }, i) => nextHead(head, i + 1, sha256(sealed)), EMPTY_HEAD);
  const end = (): End => ({ seq: durable.length, head: headAt(durable.length) });

  function take(sealed: Uint8Array, from: Peer): void {
    const header = decodeHeader(sealed);
    if (header === undefined) return;
    const code = header.epoch !== epoch ? 'wrong_epoch' : mayAppend?.(header.member) === false ? 'no_right' : undefined;
    if (code !== undefined) return from.tell((doc) => doc.refused(code));
    const sender = `${header.member}/${header.device.join()}`;
    const counters = [...durable, ...pending].filter((entry) => entry.sender === sender).length;
    if (header.counter !== counters + 1) return;
    pending.push({ sealed, sender, counter: header.counter });
    for (const line of lines) if (line !== from) line.tell((doc) => doc.relay(sealed));
  }

  /** Makes what waits durable and tells everybody. */
  function commit(): void {
    const firstSeq = durable.length + 1;
    const prefixes = pending.map(({ sealed }) => sha256(sealed).subarray(0, 8));
    durable = [...durable, ...pending];
    pending = [];
    const notice: Committed = { doc: 'drawing', firstSeq, head: end().head, prefixes };
    for (const line of lines) line.tell((doc) => doc.committed(notice));
  }

  function connect(doc: SealedDoc): Line {
    const wire = createWire(doc);
    const { peer } = wire;
    inside.add(peer);
    return {
      door: {
        append: (sealed) => wire.send(() => take(sealed, peer)),
        open: (after) =>
          wire.ask(() => {
            lines.add(peer);
            const from = after ?? snapshot?.at ?? 0;
            const to = durable.length;
            const first = snapshot;
            if (after === null && first !== undefined)
              peer.tell((one) => one.tail({ kind: 'snapshot', from: first.at, to, items: [first.sealed] }));
            const items = durable.slice(from, to).map(({ sealed }) => sealed);
            if (items.length > 0) peer.tell((one) => one.tail({ kind: 'updates', from: from + 1, to, items }));
            for (const { sealed } of pending) peer.tell((one) => one.relay(sealed));
            return ok(end());
          }),
        snapshot: (replaces, sealed) =>
          wire.ask(() => {
            if ((snapshot?.at ?? 0) === replaces) snapshot = { at: decodeHeader(sealed)?.seenSeq ?? 0, sealed };
            return ok({ newest: snapshot?.at ?? 0 });
          }),
        digests: (from, to) => wire.ask(() => ok(Uint8Array.from(durable.slice(from, to).flatMap(({ sealed }) => [...sha256(sealed)])))),
      },
      cut() {
        lines.delete(peer);
        inside.delete(peer);
      },
      step: wire.step,
      get waiting() {
        return wire.waiting();
      },
    };
  }

  return {
    connect,
    get durable() {
      return durable;
    },
    /** What a dishonest server may put in place of its log. */
    set durable(entries: Entry[]) {
      durable = entries;
    },
    get snapshot() {
      return snapshot;
    },
    set snapshot(other) {
      snapshot = other;
    },
    get pending() {
      return pending.length;
    },
    headAt,
    commit,
    /** As the contract has it: what waits is durable first, then the epoch turns, and everybody hears of it behind all that was before. */
    turn(turned: (begin: End) => number, may?: (member: MemberId) => boolean): void {
      if (pending.length > 0) commit();
      epoch = turned(end());
      mayAppend = may;
      const now = epoch;
      for (const peer of inside) peer.tell((doc) => (doc as unknown as Ear).turned(now));
    },
    /** Dies: what was not durable is lost, every line is cut. */
    crash(): void {
      pending = [];
      lines.clear();
      inside.clear();
    },
  };
}
