/** A hostile turn's beginning: two members of a room with a few updates, and what one of them could seal. */
import * as Y from 'yjs';
import { EMPTY_HEAD } from '#crdt/crypto/hash.ts';
import type { Header } from '#crdt/crypto/header.ts';
import { seal } from '#crdt/crypto/seal.ts';
import type { Self } from '#crdt/sync/ports.ts';
import { createFakeLog } from '#tests/support/fake-log.ts';
import { calm, createCast, createDevice, type Cast, type Device, type FakeLog } from './device.ts';

export type Stage = { readonly cast: Cast; readonly server: FakeLog; readonly one: Device; readonly other: Device };

/** Two members, connected, with `count` updates by the first. */
export async function stage(count = 3): Promise<Stage> {
  const cast = createCast();
  const server = createFakeLog();
  const [one, other] = cast.members.map((member) => createDevice({ cast, member })) as [Device, Device];
  one.connect(server);
  other.connect(server);
  await calm(cast, server, [one, other]);
  for (let i = 0; i < count; i++) {
    one.write(`${i}`);
    await calm(cast, server, [one, other]);
  }
  return { cast, server, one, other };
}

/** Somebody new who reads the log as the server now shows it. */
export async function reader({ cast, server }: Stage, storage?: Device['storage']): Promise<Device> {
  const member = cast.members[1];
  if (member === undefined) throw new Error('a cast has two members');
  const device = createDevice({ cast, member, ...(storage ? { storage } : {}) });
  device.connect(server);
  await calm(cast, server, [device]);
  return device;
}

export const failed = (reason: string) => ({ is: 'failed', reason });

/** What the first member, who is the host, could seal, whatever it holds; `by`: another. */
export function sealBy({ cast, one }: Stage, content: Uint8Array, change: Partial<Header> = {}, by: Self = one.self): Uint8Array {
  const key = cast.keys.keyOf('drawing', 1);
  if (key === undefined) throw new Error('no key');
  const { member, device, signSecret } = by;
  const place = { kind: 'update', doc: 'drawing', epoch: 1, room: cast.keys.room, member, device } as const;
  const header = { ...place, counter: 4, seenSeq: 0, seenHead: EMPTY_HEAD, ...change };
  return seal({ header, content, key, signSecret, random: cast.random });
}

/** One text, whose struct begins at `clock` (three texts, one clock each, are what a stage begins with). */
export function updateOf(client: number, text = 'x', clock = 3): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  if (clock > 0) doc.getArray('texts').push(Array.from({ length: clock }, () => 'before'));
  const before = Y.encodeStateVector(doc);
  doc.getArray('texts').push([text]);
  return Y.encodeStateAsUpdate(doc, before);
}
