import * as Y from 'yjs';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { clientIdOf } from '#crdt/crypto/hash.ts';
import { createPresence } from '#crdt/sync/presence.ts';
import { createSenders } from '#crdt/sync/senders.ts';
import { createCast } from './device.ts';

beforeAll(async () => void (await sodiumReady()));

/** One who shows and one who looks. */
function stage() {
  const cast = createCast();
  const sent: Uint8Array[] = [];
  const [one, other] = cast.members.map(({ id, keyring }) => {
    const self = { member: id, device: cast.random.bytes(8), signSecret: keyring.signSecret };
    const doc = new Y.Doc();
    doc.clientID = clientIdOf(self.member, self.device);
    const awareness = new Awareness(doc);
    const presence = createPresence({
      keys: cast.keys,
      self,
      senders: createSenders(),
      clock: cast.clock,
      random: cast.random,
      send: (sealed) => void sent.push(sealed),
    });
    return {
      awareness,
      presence,
      show: (state: object) => (awareness.setLocalState({ ...state }), presence.push(encodeAwarenessUpdate(awareness, [doc.clientID]))),
    };
  });
  if (one === undefined || other === undefined) throw new Error('a cast has two members');
  const close = (): void => {
    one.awareness.destroy();
    other.awareness.destroy();
  };
  return { cast, sent, one, other, close };
}

test('[S15] no increment is lost when presence is gathered: all go out in one sealed message', async () => {
  const { cast, sent, one, other, close } = stage();
  one.show({ ink: 0 });
  await cast.clock.advance(50);
  for (let i = 1; i <= 5; i++) one.show({ ink: i });
  await cast.clock.advance(50);
  expect(sent).toHaveLength(2);
  const seen: unknown[] = [];
  other.awareness.on('change', () => seen.push(other.awareness.states.get(one.awareness.clientID)?.['ink']));
  for (const sealed of sent) for (const update of other.presence.open(sealed)) applyAwarenessUpdate(other.awareness, update, 'log');
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  close();
});

test('[S15] a replay, a changed message and one that speaks for others are dropped', async () => {
  const { cast, sent, one, other, close } = stage();
  one.show({ at: 1 });
  await cast.clock.advance(50);
  const first = sent[0] ?? new Uint8Array();
  expect(other.presence.open(first)).toHaveLength(1);
  expect(other.presence.open(first)).toEqual([]);
  one.show({ at: 2 });
  await cast.clock.advance(50);
  const changed = (sent[1] ?? new Uint8Array()).slice();
  changed[130] = (changed[130] ?? 0) ^ 1;
  expect(other.presence.open(changed)).toEqual([]);
  expect(other.presence.open(sent[1] ?? first)).toHaveLength(1);
  close();
});

test('[S15] the echo that the provider makes of others is not sent on', async () => {
  const { cast, sent, one, other, close } = stage();
  one.show({ at: 1 });
  other.presence.push(encodeAwarenessUpdate(one.awareness, [one.awareness.clientID]));
  await cast.clock.advance(50);
  expect(sent).toHaveLength(1);
  close();
});

test('[S15] nobody moves a cursor or ink under the id of another member', async () => {
  const { cast, sent, one, other, close } = stage();
  const [mine, yours] = cast.members.map(({ id }) => id);
  one.show({ member: mine, cursor: { x: 1, y: 1 } });
  await cast.clock.advance(50);
  one.show({ member: yours, cursor: { x: 2, y: 2 } });
  await cast.clock.advance(50);
  one.show({ member: 7, ink: {} });
  await cast.clock.advance(50);
  expect(sent.map((sealed) => other.presence.open(sealed).length)).toEqual([1, 0, 0]);
  close();
});
