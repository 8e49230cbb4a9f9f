/** socket.io-msgpack-parser ships no types: what we use of it. */
declare module 'socket.io-msgpack-parser' {
  export class Encoder {
    encode(packet: unknown): readonly [Uint8Array];
  }
  export class Decoder {
    on(event: 'decoded', listener: (packet: unknown) => void): unknown;
    add(frame: Uint8Array | ArrayBuffer): void;
    destroy(): void;
  }
}
