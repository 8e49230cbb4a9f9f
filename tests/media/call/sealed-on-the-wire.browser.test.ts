import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOpener } from '#media/frames/cipher.ts';
import { importMediaKey } from '#media/frames/keys.ts';
import { openChromium } from '#tests/support/page.ts';
import { bundlePage, openCallSite, removeBundle, ROOM, type CallSite } from './call-site.ts';
import { ALICE, FAKE_DEVICES, KEY, openPerson, OTHER_KEY, start } from './people.ts';

let folder: string;
let browser: Browser;
let site: CallSite;
beforeAll(async () => {
  [folder, browser] = await Promise.all([bundlePage(), openChromium(FAKE_DEVICES)]);
  site = await openCallSite(folder);
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await removeBundle(folder);
});

const PACKETS = 100;

test('[C6] every audio packet that passes the SFU opens with the room key alone', async () => {
  const how = start(ALICE, { camera: false });
  await openPerson(browser, site.url, how);
  const packets = await packetsAtTheSfu();
  const origin = { member: ALICE, device: Uint8Array.from(how.device), source: 'microphone' } as const;
  const opener = async (key: number[]) =>
    createOpener({ mediaKey: await importMediaKey(Uint8Array.from(key)), origin, kind: 'audio', memory: new Map() });
  const [right, wrong] = await Promise.all([opener(KEY), opener(OTHER_KEY)]);
  const outcomes = [];
  for (const packet of packets) outcomes.push((await right.open(packet)).is, (await wrong.open(packet)).is);
  expect(outcomes).toEqual(packets.flatMap(() => ['opened', 'failed']));
});

/** RTP payloads as the SFU has them after DTLS-SRTP, through a transport that ends in this process. */
async function packetsAtTheSfu(): Promise<Uint8Array[]> {
  const produced = Promise.withResolvers<string>();
  const watcher = {
    room: ROOM,
    member: ALICE,
    device: new Uint8Array(8),
    notify: (_: string, body: object) => produced.resolve('id' in body ? String(body.id) : ''),
  };
  const joined = await site.calls.handle('call/join', watcher, {});
  const producerId = (joined.ok ? joined.value.producers[0]?.id : undefined) ?? (await produced.promise);
  const room = await site.calls.room(ROOM);
  if (room === undefined) throw new Error('no call');
  const transport = await room.router.createDirectTransport();
  const consumer = await transport.consume({ producerId, rtpCapabilities: room.router.rtpCapabilities });
  const packets: Uint8Array[] = [];
  await new Promise<void>((resolve) => {
    consumer.on('rtp', (packet) => {
      packets.push(payloadOf(packet));
      if (packets.length === PACKETS) resolve();
    });
  });
  transport.close();
  return packets.slice(0, PACKETS);
}

/** RFC 3550 5.1: fixed header, CSRCs, extension, payload, padding. */
function payloadOf(packet: Buffer): Uint8Array {
  const first = packet.readUInt8(0);
  let start = 12 + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) start += 4 + 4 * packet.readUInt16BE(start + 2);
  const padding = (first & 0x20) === 0 ? 0 : packet.readUInt8(packet.length - 1);
  return Uint8Array.from(packet.subarray(start, packet.length - padding));
}
