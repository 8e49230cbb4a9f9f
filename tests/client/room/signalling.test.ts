import { expect, test } from 'vitest';
import { ok } from '#crdt/base/result.ts';
import type { Wire } from '#client/net/socket.ts';
import { createSignalling } from '#client/room/signalling.ts';

/** A connection whose server says `reply` to everything, and `tell` whenever it likes. */
function wireOf(reply: unknown) {
  const listeners = new Map<string, (body: unknown) => void>();
  const wire = {
    connected: true,
    request: async () => ok(reply),
    send: () => undefined,
    on(name: string, listener: (body: unknown) => void) {
      listeners.set(name, listener);
      return () => void listeners.delete(name);
    },
    close: () => undefined,
  } as unknown as Wire;
  return { wire, tell: (name: string, body: unknown) => listeners.get(name)?.(body) };
}

test('[R24] a track of somebody without the right to send one is not there for the call, at its join and afterwards', async () => {
  const producers = ['observer', 'guest', 'stranger'].map((member) => ({ member, id: member }));
  const { wire, tell } = wireOf({ rtpCapabilities: {}, producers });
  const signalling = createSignalling(wire, (member) => member === 'guest');
  expect(await signalling.request('call/join', {})).toEqual({ rtpCapabilities: {}, producers: [{ member: 'guest', id: 'guest' }] });
  const heard: unknown[] = [];
  signalling.on('call/produced', (body) => heard.push(body));
  signalling.on('call/producer', (body) => heard.push(body));
  for (const producer of producers) tell('call/produced', producer);
  tell('call/produced', {});
  tell('call/producer', { id: 'observer', to: 'close' });
  expect(heard).toEqual([
    { member: 'guest', id: 'guest' },
    { id: 'observer', to: 'close' },
  ]);
});
