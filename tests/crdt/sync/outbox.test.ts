import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { sha256 } from '#crdt/crypto/hash.ts';
import type { Link } from '#crdt/sync/chain.ts';
import { createOutbox } from '#crdt/sync/outbox.ts';
import { createHandClock, settled } from '#tests/support/clock.ts';

/** An outbox whose seal is the update itself, with what it laid down and sent, in order. */
function stage(keep: (sealed: Uint8Array) => Promise<void> = async () => undefined) {
  const clock = createHandClock();
  const events: string[] = [];
  const links: Link[] = [];
  const doc = new Y.Doc();
  const outbox = createOutbox({
    clock,
    seal(update) {
      const link = { digest: sha256(update), sender: 'me', counter: links.length + 1, epoch: 1, clock: 0, bytes: update.length };
      links.push(link);
      return { link, sealed: Uint8Array.of(link.counter, update.length & 255) };
    },
    async keep(sealed) {
      events.push(`keep ${sealed[0]}`);
      await keep(sealed);
    },
    forget: (link) => void events.push(`forget ${link.counter}`),
    current: (entry) => entry,
    send: (sealed) => void events.push(`send ${sealed[0]}`),
    onCount: () => undefined,
    onUnfit: (why) => void events.push(why),
  });
  doc.on('update', (update: Uint8Array) => outbox.push(update));
  const write = (text = 'x'): void => doc.getText('t').insert(0, text);
  return { clock, events, links, outbox, write };
}

test('[S2] an update is sent only after it was laid down', async () => {
  let laidDown = (): void => undefined;
  const { clock, events, outbox, write } = stage(() => new Promise<void>((resolve) => (laidDown = resolve)));
  outbox.start([]);
  outbox.resume();
  write();
  await clock.advance(20);
  expect(events).toEqual(['keep 1']);
  laidDown();
  await settled();
  expect(events).toEqual(['keep 1', 'send 1']);
  outbox.close();
});

test('[S2] a disk that refuses does not keep anybody from being heard', async () => {
  const { clock, events, outbox, write } = stage(() => Promise.reject(new Error('full')));
  outbox.start([]);
  outbox.resume();
  write();
  await clock.advance(20);
  expect(events).toEqual(['keep 1', 'send 1']);
  outbox.close();
});

test('[S2] all that is not kept is sent again after a reconnect, in order, and nothing that is', async () => {
  const { clock, events, links, outbox, write } = stage();
  outbox.start([]);
  for (let i = 0; i < 3; i++) {
    write();
    await clock.advance(20);
  }
  expect(outbox.unkept).toBe(3);
  outbox.resume();
  for (const link of links.slice(0, 1)) outbox.settle(link);
  outbox.pause();
  outbox.resume();
  expect(events.filter((event) => event.startsWith('send'))).toEqual(['send 1', 'send 2', 'send 3', 'send 2', 'send 3']);
  expect(events).toContain('forget 1');
  outbox.close();
});

test('[S3] what is written in one moment is merged before it is sealed', async () => {
  const { clock, links, outbox, write } = stage();
  outbox.start([]);
  for (let i = 0; i < 50; i++) write();
  await clock.advance(20);
  expect(links).toHaveLength(1);
  outbox.close();
});

test('[S4] nothing is sealed before the log was read', async () => {
  const { clock, links, outbox, write } = stage();
  write();
  await clock.advance(20);
  expect([links.length, outbox.unkept]).toEqual([0, 1]);
  outbox.start([]);
  await clock.advance(20);
  expect(links).toHaveLength(1);
  outbox.close();
});

test('[S2] what stays without news is sent again', async () => {
  const { clock, events, outbox, write } = stage();
  outbox.start([]);
  outbox.resume();
  write();
  await clock.advance(20);
  await clock.advance(11_000);
  expect(events.filter((event) => event === 'send 1').length).toBeGreaterThan(1);
  outbox.close();
});

test('[S2] an update that no message can carry is said, not dropped in silence', async () => {
  const { clock, events, outbox, write } = stage();
  outbox.start([]);
  write('x'.repeat(300_000));
  await clock.advance(20);
  expect(events).toEqual(['too-large']);
  outbox.close();
});
