import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '#media/messages.ts';
import { ALICE, BOB, enter, openSfu, opus, person, vp8 } from './support.ts';

let sfu: Awaited<ReturnType<typeof openSfu>>;
beforeAll(async () => {
  sfu = await openSfu();
});
afterAll(async () => await sfu.close());

const deep = (): Json => {
  let json: Json = {};
  for (let n = 0; n < 50_000; n++) json = { a: json };
  return json;
};
const RTP: Json[] = [
  {},
  { codecs: [] },
  { codecs: 'opus', encodings: [] },
  { codecs: [null], encodings: [null] },
  { codecs: [{ mimeType: 7 }], encodings: [{}] },
  { ...opus(), encodings: [{ ssrc: -1 }] },
  { ...opus(), encodings: [{ ssrc: 2 ** 53 }] },
  { ...opus(), encodings: [{ ssrc: 'x' }] },
  { ...opus(), encodings: Array.from({ length: 1000 }, (_, n) => ({ ssrc: n + 1 })) },
  { ...opus(), codecs: [{ ...opus().codecs[0], payloadType: 4000 }] },
  { ...opus(), codecs: [{ ...opus().codecs[0], clockRate: -48000 }] },
  { ...opus(), headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 100_000 }] },
  { ...opus(), headerExtensions: [{ uri: 'nonsense', id: 1, parameters: { a: {} } }] },
  { ...opus(), mid: 'x'.repeat(100_000) },
  { ...opus(), rtcp: 'x' },
  { ...vp8(), encodings: [{ rid: '' }, { rid: '' }] },
  deep(),
];

test('[M9] hostile RTP parameters are refused with a code, and the call goes on', async () => {
  const [alice, bob] = [person(ALICE), person(BOB)];
  const { send } = await enter(sfu.calls, alice);
  await enter(sfu.calls, bob);
  for (const rtpParameters of RTP) {
    const body = { transport: send.id, kind: 'audio', source: 'microphone', rtpParameters, paused: false } as const;
    const answer = await sfu.calls.handle('call/produce', alice, body);
    expect(answer.ok ? JSON.stringify(rtpParameters) : answer.code).toMatch(/^(bad_shape|call_codec|call_state)$/);
  }
  expect(bob.told).toEqual([]);
  const good = { transport: send.id, kind: 'audio', source: 'microphone', rtpParameters: opus(9), paused: false } as const;
  expect(await sfu.calls.handle('call/produce', alice, good)).toMatchObject({ ok: true });
});

test('[M9] hostile DTLS parameters and capabilities are refused with a code', async () => {
  const [alice, bob] = [person(ALICE, 2), person(BOB, 2)];
  const { send } = await enter(sfu.calls, alice);
  await enter(sfu.calls, bob);
  const finger = { algorithm: 'sha-256', value: 'zz' };
  const hostile: Json[] = [{}, { role: 'king', fingerprints: [finger] }, { fingerprints: 'x' }, { fingerprints: [null] }, deep()];
  for (const dtlsParameters of hostile) {
    expect(await sfu.calls.handle('call/connect', alice, { transport: send.id, dtlsParameters })).toMatchObject({ ok: false });
  }
  const made = await sfu.calls.handle('call/produce', alice, {
    transport: send.id,
    kind: 'video',
    source: 'camera',
    rtpParameters: vp8(77),
    paused: false,
  });
  if (!made.ok) throw new Error(made.code);
  const capabilities: Json[] = [{}, { codecs: 'x' }, { codecs: [null] }, { codecs: [{ kind: 'video', mimeType: 'video/H264' }] }, deep()];
  for (const rtpCapabilities of capabilities) {
    const answer = await sfu.calls.handle('call/consume', bob, { producer: made.value.id, rtpCapabilities });
    expect(answer).toMatchObject({ ok: false });
  }
  expect(await sfu.workers.pids()).toHaveLength(1);
});
