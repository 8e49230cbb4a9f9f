import { describe, expect, test } from 'vitest';
import { bundleFrame, createParser, hotFrame } from '#server/contract/parser.ts';

type Packet = { type: number; nsp: string; data: unknown[]; id?: number };
const EVENT = 2;

/** What the other end's decoder makes of a frame. */
function received(end: 'server' | 'client', ...frames: unknown[]): Packet[] {
  const decoder = new (createParser(end).Decoder)();
  const packets: Packet[] = [];
  decoder.on('decoded', (packet) => packets.push(packet as Packet));
  for (const frame of frames) decoder.add(frame);
  return packets;
}
const encode = (end: 'server' | 'client', packet: object) =>
  new (createParser(end).Encoder)().encode(packet as never).map((frame) => Buffer.from(frame));

describe('the parser', () => {
  const sealed = new Uint8Array(200).fill(7);

  test('[C3] an append is one byte and its sealed bytes, and the same frame is its relay', () => {
    const [frame] = encode('client', { type: EVENT, nsp: '/', data: ['log/append', sealed] });
    expect(frame).toEqual(Buffer.from([1, ...sealed]));
    expect(received('server', frame)[0]?.data).toEqual(['log/append', Buffer.from(sealed)]);
    expect(received('client', frame)[0]?.data).toEqual(['log/relay', Buffer.from(sealed)]);
  });

  test('[C3] a bundle arrives as its messages, in order; a server takes none', () => {
    const frame = Buffer.from(
      bundleFrame([
        { number: 2, payload: new Uint8Array([1, 2]) },
        { number: 1, payload: sealed },
      ]),
    );
    expect(received('client', frame).map(({ data }) => data[0])).toEqual(['log/committed', 'log/relay']);
    expect(() => received('server', frame)).toThrow('not a frame');
  });

  test('[C3] a tail chunk keeps its items byte for byte', () => {
    const chunk = { doc: 'chat', kind: 'updates', from: 3, to: 9, items: [Buffer.from([1]), Buffer.from([2, 3])] };
    const [frame] = encode('server', { type: EVENT, nsp: '/', data: ['log/tail', chunk] });
    expect(received('client', frame)[0]?.data).toEqual(['log/tail', chunk]);
  });

  test('[C4] a large sealed field travels beside the msgpack', () => {
    const body = { doc: 'chat', replaces: 0, sealed: Buffer.alloc(5000, 3) };
    const [frame] = encode('client', { type: EVENT, nsp: '/', id: 4, data: ['log/snapshot', body] });
    const [packet] = received('server', frame);
    expect(packet).toMatchObject({ id: 4, data: ['log/snapshot', body] });
  });

  test('[C4] msgpack of more than 128 KiB is refused before it is decoded', () => {
    const [frame] = encode('client', { type: EVENT, nsp: '/', data: ['room/enter', 'x'.repeat(200_000)] });
    expect(() => received('server', frame)).toThrow('too large');
  });

  test('[C5] what is no frame throws, whatever it is', () => {
    const hostile = [
      'text',
      new Uint8Array(0),
      new Uint8Array([0]),
      new Uint8Array([5, 1]),
      new Uint8Array([7, 255, 255, 255, 255]),
      7,
      null,
    ];
    for (const frame of hostile) expect(() => received('server', frame)).toThrow();
    expect(() => received('server', Buffer.from(hotFrame(2, sealed)))).toThrow('not a frame');
    expect(() => received('client', Buffer.from([6, 1, 0, 0, 1, 0, 9]))).toThrow();
    // A map that promises four thousand million entries.
    expect(() => received('server', Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]))).toThrow();
  });
});
