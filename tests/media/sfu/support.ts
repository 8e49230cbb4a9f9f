/** A call with the real worker and people who are only connections: what a browser would say is written out. */
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { CallConnection, Notice, NoticeName } from '#media/messages.ts';
import { createCalls, type Calls } from '#media/sfu/calls.ts';
import { findWorkerBin } from '#media/sfu/worker-bin.ts';
import { createWorkers, type Workers } from '#media/sfu/workers.ts';

export const ROOM = '0d5c4ad3-6a4b-4e7e-8f55-0f3ce1f0a001' as RoomId;
export const ALICE = '3f2b9c1e-7a54-4b7e-9d2f-0a1b2c3d4e5f' as MemberId;
export const BOB = '8d7c6b5a-4f3e-4d2c-8b1a-9f8e7d6c5b4a' as MemberId;

export type Told = { [Name in NoticeName]: { name: Name; body: Notice<Name> } }[NoticeName];
export type Person = CallConnection & {
  readonly told: Told[];
  /** Resolves with the first notice of that name, also one that came before. */
  hears<Name extends NoticeName>(name: Name): Promise<Notice<Name>>;
};

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = {
  now: () => Date.now(),
  after: (delayMs: number, task: () => void) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

export async function openSfu(count = 1): Promise<{ calls: Calls; workers: Workers; close(): Promise<void> }> {
  const workerBin = findWorkerBin();
  if (workerBin === undefined) throw new Error('no mediasoup-worker: npm run setup');
  const workers = await createWorkers({ workerBin, count, listenIp: '127.0.0.1', port: 0, clock, log: quiet });
  const calls = createCalls({ workers, iceServers: () => [], log: quiet });
  return {
    calls,
    workers,
    close: async () => {
      await calls.close();
      await workers.close();
    },
  };
}

export function person(member: MemberId, deviceByte = 1, room = ROOM): Person {
  const told: Told[] = [];
  const waiting = new Map<string, (body: never) => void>();
  return {
    room,
    member,
    device: new Uint8Array(8).fill(deviceByte),
    told,
    notify: (name, body) => {
      told.push({ name, body } as Told);
      waiting.get(name)?.(body as never);
    },
    hears: (name) => {
      const past = told.find((one) => one.name === name);
      if (past !== undefined) return Promise.resolve(past.body as never);
      return new Promise((resolve) => waiting.set(name, resolve));
    },
  };
}

/** What Chromium sends for one Opus track. */
export const opus = (ssrc = 1111) => ({
  mid: '0',
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48000, channels: 2, parameters: {}, rtcpFeedback: [] }],
  headerExtensions: [],
  encodings: [{ ssrc }],
  rtcp: { cname: 'x', reducedSize: true },
});
export const vp8 = (ssrc = 2222) => ({
  mid: '1',
  codecs: [
    { mimeType: 'video/VP8', payloadType: 96, clockRate: 90000, parameters: {}, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] },
  ],
  headerExtensions: [],
  encodings: [{ ssrc }],
  rtcp: { cname: 'x', reducedSize: true },
});

/** Joins and opens a transport in each direction; throws where the SFU refuses. */
export async function enter(calls: Calls, who: Person) {
  const joined = await calls.handle('call/join', who, {});
  const send = await calls.handle('call/transport', who, { direction: 'send' });
  const receive = await calls.handle('call/transport', who, { direction: 'receive' });
  if (!joined.ok || !send.ok || !receive.ok) throw new Error('not entered');
  return { joined: joined.value, send: send.value, receive: receive.value };
}
