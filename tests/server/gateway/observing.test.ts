import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import { validBody } from '#tests/support/valid-body.ts';
import { UP } from '#server/contract/messages.ts';
import { ask, createHarness, enter, GUEST, HOST, next, ROOM, sealed, type Harness } from './harness.ts';

let world: Harness;
beforeEach(async () => {
  world = await createHarness();
});
afterEach(async () => await world.close());

const OBSERVER = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc' as MemberId;
const device = new Uint8Array(8).fill(3);

/** Host, guest and an observer in a room's first epoch, which has no statement. */
async function three() {
  world.access.members.push({ room: ROOM, member: OBSERVER, role: 'observer' });
  const [host, guest, observer] = [world.connect(HOST), world.connect(GUEST), world.connect(OBSERVER)];
  await enter(host, 1);
  await enter(guest, 2);
  await enter(observer, 3);
  return { host, guest, observer };
}

test('[G30] an observer reads from the first epoch on, and what they draw, write or show is refused; nobody gets it', async () => {
  const { host, guest, observer } = await three();
  const heard: string[] = [];
  host.on('presence/relay', () => heard.push('presence'));
  host.on('log/relay', (bytes: Uint8Array) => heard.push(Buffer.from(bytes.subarray(24, 40)).toString('hex')));
  for (const doc of ['drawing', 'chat'] as const) {
    await ask(observer, 'log/open', { doc, after: null });
    await ask(host, 'log/open', { doc, after: null });
    const refused = next<{ code: string }>(observer, 'log/refused');
    observer.emit('log/append', sealed({ member: OBSERVER, device, doc }));
    expect(await refused).toMatchObject({ code: 'no_right' });
  }
  observer.emit('presence/send', sealed({ kind: 'presence', doc: undefined, member: OBSERVER, device }));
  // Answered behind it, so that it was looked at by now.
  await ask(observer, 'log/open', { doc: 'chat', after: 0 });
  expect(world.gateway.refused.no_right).toBe(3);
  const seen = next(observer, 'log/relay');
  guest.emit('log/append', sealed({ member: GUEST, device: new Uint8Array(8).fill(2) }));
  await seen;
  await ask(host, 'log/open', { doc: 'chat', after: 0 });
  expect(heard).toEqual([GUEST.replaceAll('-', '')]);
});

test('[G31] an observer hears and sees the call and sends nothing into it', async () => {
  const { guest, observer } = await three();
  for (const name of ['call/produce', 'call/set-producer'] as const) {
    expect(await ask(observer, name, validBody(UP[name].body))).toEqual({ ok: false, code: 'no_right' });
    // Without a media worker here; the right was asked before.
    expect(await ask(guest, name, validBody(UP[name].body))).toEqual({ ok: false, code: 'not_ready' });
  }
  for (const name of ['call/join', 'call/consume'] as const) {
    expect(await ask(observer, name, validBody(UP[name].body))).toEqual({ ok: false, code: 'not_ready' });
  }
});
