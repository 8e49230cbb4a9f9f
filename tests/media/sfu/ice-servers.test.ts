import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { Secret } from '#crdt/base/secret.ts';
import { createIceServers } from '#media/sfu/ice-servers.ts';

const clock = { now: () => 1_000_000, after: () => () => undefined };

test('[M10] TURN credentials carry their expiry and are signed with the shared secret', () => {
  const secret = new Secret(Buffer.from('between us'));
  const [server] = createIceServers({ urls: ['turn:turn.example:3478'], secret, lifeMs: 60_000, clock })();
  const expected = createHmac('sha1', 'between us')
    .update(server?.username ?? '')
    .digest('base64');
  expect(server?.username).toMatch(/^1060:[0-9a-f]{12}$/);
  expect(server?.credential).toBe(expected);
});

test('[M10] without a TURN server there are no credentials', () => {
  expect(createIceServers({ urls: [], secret: undefined, lifeMs: 60_000, clock })()).toEqual([]);
});
