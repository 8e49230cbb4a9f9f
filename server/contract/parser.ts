/**
 * How Socket.IO packets become frames, on both sides: exactly one binary frame per packet. Sealed updates and presence,
 * which are most of what is ever sent, are one byte and then their bytes as they are: no copying codec, and one encoding for
 * all receivers. Everything else is msgpack.
 *
 *   1..5   hot message (HOT below), payload until the end of the frame
 *   6      bundle: [hot number u8, length u32, payload]… (a relay with the committed notices that waited for company)
 *   7      msgpack length u32, msgpack of the packet without `data[1].sealed`, then `sealed` until the end
 *   >=0x80 msgpack of the packet (a packet is a map, so its first byte is never below 0x80)
 *
 * A number means one message going up and another coming down, so that an append's frame is its relay's frame.
 */
import { isWholeMsgpack } from './msgpack-bounds.ts';
import { decodeTail, encodeTail } from './tail.ts';
import type { TailChunk } from './views.ts';
import { Decoder as MsgpackDecoder, Encoder as MsgpackEncoder } from 'socket.io-msgpack-parser';

/** Hot messages by their number. */
export const HOT = {
  1: { up: 'log/append', down: 'log/relay' },
  2: { up: undefined, down: 'log/committed' },
  3: { up: 'presence/send', down: 'presence/relay' },
  /** The one hot message that is an object to both sides: tail.ts gives its bytes. */
  4: { up: undefined, down: 'log/tail' },
} as const;
export type HotNumber = keyof typeof HOT;
const TAIL = 4;
const BUNDLE = 6;
const ATTACHED = 7;
/** msgpack from outside is bounded before it is decoded: 33 MB of empty maps would become gigabytes of objects. */
const COLD_BYTES = 128 * 1024;
const EVENT = 2;

/** `end` is who uses the parser: the decoder takes only what the other end may send. */
export type End = 'server' | 'client';
type Packet = { readonly type: number; readonly nsp: string; readonly data?: unknown; readonly id?: number };
type Listener = (packet: Packet) => void;
export type HotListener = (name: string, payload: Uint8Array) => void;

/** One hot message as a frame, to be written as it is to any number of connections. */
export function hotFrame(number: HotNumber, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + payload.length);
  frame[0] = number;
  frame.set(payload, 1);
  return frame;
}

/** Several hot messages as one frame, delivered in this order. */
export function bundleFrame(parts: readonly { readonly number: HotNumber; readonly payload: Uint8Array }[]): Uint8Array {
  const frame = new Uint8Array(parts.reduce((sum, part) => sum + 5 + part.payload.length, 1));
  const view = new DataView(frame.buffer);
  frame[0] = BUNDLE;
  let at = 1;
  for (const { number, payload } of parts) {
    frame[at] = number;
    view.setUint32(at + 1, payload.length);
    frame.set(payload, at + 5);
    at += 5 + payload.length;
  }
  return frame;
}

/** What `new Server(…, { parser })` and `io(…, { parser })` take. */
export function createParser(end: End) {
  return {
    Encoder: class extends PacketEncoder {
      constructor() {
        super(end);
      }
    },
    Decoder: class extends PacketDecoder {
      constructor() {
        super(end);
      }
    },
  };
}

class PacketEncoder {
  readonly #numbers: ReadonlyMap<string, HotNumber>;
  readonly #msgpack = new MsgpackEncoder();

  constructor(end: End) {
    this.#numbers = new Map(hotNumbers.flatMap((number) => pair(HOT[number][end === 'server' ? 'down' : 'up'], number)));
  }

  encode(packet: Packet): readonly Uint8Array[] {
    if (packet.type === EVENT && packet.id === undefined && Array.isArray(packet.data) && packet.data.length === 2) {
      const number = this.#numbers.get(String(packet.data[0]));
      if (number === TAIL) return [hotFrame(number, encodeTail(packet.data[1] as TailChunk))];
      if (number !== undefined && packet.data[1] instanceof Uint8Array) return [hotFrame(number, packet.data[1])];
    }
    const sealed = attachmentOf(packet);
    return [sealed === undefined ? this.#cold(packet) : this.#attached(packet, sealed)];
  }

  #cold(packet: Packet): Uint8Array {
    // Its types say ArrayBuffer; what it returns is a list of one frame.
    const [frame] = this.#msgpack.encode(withBuffers(packet) as Packet) as unknown as readonly [Uint8Array];
    return frame;
  }

  #attached(packet: Packet, sealed: Uint8Array): Uint8Array {
    const [name, body] = packet.data as [string, object];
    const head = this.#cold({ ...packet, data: [name, { ...body, sealed: null }] });
    const frame = new Uint8Array(5 + head.length + sealed.length);
    frame[0] = ATTACHED;
    new DataView(frame.buffer).setUint32(1, head.length);
    frame.set(head, 5);
    frame.set(sealed, 5 + head.length);
    return frame;
  }
}

class PacketDecoder {
  /** Hears hot messages at once, instead of as packets: Socket.IO's way to a listener costs more than the message. */
  onHot: HotListener | undefined;
  readonly #end: End;
  readonly #msgpack = new MsgpackDecoder();
  #listeners: Listener[] = [];
  #cold: Packet | undefined;

  constructor(end: End) {
    this.#end = end;
    this.#msgpack.on('decoded', (packet: Packet) => {
      this.#cold = packet;
    });
  }

  /** Takes one frame. Throws on what is no frame of ours; Socket.IO then closes the connection. */
  add(input: unknown): void {
    const frame = asBytes(input);
    const first = frame?.[0];
    if (frame === undefined || first === undefined) throw new Error('not a frame');
    // The codec is given what came, not our view of it: in Node it reads Buffers alone.
    if (first >= 0x80) return this.#emit(this.#decodeCold(frame, input));
    if (first === ATTACHED) return this.#emit(this.#decodeAttached(frame));
    if (first === BUNDLE) return this.#bundle(frame);
    this.#hot(first, frame.subarray(1));
  }

  on(_event: 'decoded', listener: Listener): this {
    this.#listeners.push(listener);
    return this;
  }

  off(_event?: string, listener?: Listener): this {
    this.#listeners = listener === undefined ? [] : this.#listeners.filter((one) => one !== listener);
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  destroy(): void {
    this.#msgpack.destroy();
  }

  #emit(packet: Packet): void {
    for (const listener of this.#listeners) listener(packet);
  }

  #hot(number: number, payload: Uint8Array): void {
    const name = isHot(number) ? HOT[number][this.#end === 'server' ? 'up' : 'down'] : undefined;
    if (name === undefined) throw new Error('not a frame');
    if (this.onHot !== undefined) return this.onHot(name, payload);
    const body = number === TAIL ? decodeTail(payload) : payload;
    if (body === undefined) throw new Error('not a frame');
    this.#emit({ type: EVENT, nsp: '/', data: [name, body] });
  }

  #bundle(frame: Uint8Array): void {
    if (this.#end === 'server') throw new Error('not a frame');
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    for (let at = 1; at < frame.length;) {
      const next = at + 5 + view.getUint32(at + 1);
      if (next > frame.length) throw new Error('not a frame');
      this.#hot(frame[at] ?? 0, frame.subarray(at + 5, next));
      at = next;
    }
  }

  #decodeCold(frame: Uint8Array, input: unknown = frame): Packet {
    if (this.#end === 'server' && frame.length > COLD_BYTES) throw new Error('too large for a frame without attachment');
    if (!isWholeMsgpack(frame)) throw new Error('not a frame');
    this.#cold = undefined;
    this.#msgpack.add(input);
    if (this.#cold === undefined) throw new Error('not a frame');
    return this.#cold;
  }

  #decodeAttached(frame: Uint8Array): Packet {
    const length = new DataView(frame.buffer, frame.byteOffset, frame.length).getUint32(1);
    if (5 + length > frame.length) throw new Error('not a frame');
    const packet = this.#decodeCold(frame.subarray(5, 5 + length));
    const data: unknown = packet.data;
    if (!Array.isArray(data) || typeof data[1] !== 'object' || data[1] === null) throw new Error('not a frame');
    return { ...packet, data: [data[0], { ...data[1], sealed: frame.subarray(5 + length) }] };
  }
}

type NodeBuffer = { from(bytes: ArrayBufferLike, at: number, length: number): Uint8Array };
const nodeBuffer = Reflect.get(globalThis, 'Buffer') as NodeBuffer | undefined;

/**
 * The codec knows bytes only as what its platform calls a buffer: in browsers it would write a view as a map of numbers,
 * in Node as an extension, with all of the memory that the view is a part of.
 */
const asBuffer = (view: Uint8Array): unknown =>
  nodeBuffer === undefined ? view.slice().buffer : nodeBuffer.from(view.buffer, view.byteOffset, view.length);

function withBuffers(part: unknown): unknown {
  if (part instanceof Uint8Array) return asBuffer(part);
  if (Array.isArray(part)) return part.map(withBuffers);
  if (typeof part !== 'object' || part === null || part instanceof ArrayBuffer) return part;
  return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, withBuffers(inner)]));
}

const hotNumbers = Object.keys(HOT).map(Number) as HotNumber[];
const isHot = (number: number): number is HotNumber => number in HOT;
const pair = (name: string | undefined, number: HotNumber): [string, HotNumber][] => (name === undefined ? [] : [[name, number]]);

function asBytes(input: unknown): Uint8Array | undefined {
  if (input instanceof Uint8Array) return input;
  return input instanceof ArrayBuffer ? new Uint8Array(input) : undefined;
}

/** The `sealed` of an event's body, if it is large: it travels beside the msgpack. */
function attachmentOf(packet: Packet): Uint8Array | undefined {
  const body: unknown = packet.type === EVENT && Array.isArray(packet.data) ? packet.data[1] : undefined;
  if (typeof body !== 'object' || body === null || !('sealed' in body)) return undefined;
  return body.sealed instanceof Uint8Array && body.sealed.length > 1024 ? body.sealed : undefined;
}
