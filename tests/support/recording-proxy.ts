/**
 * A wire that is listened to: TCP to the server and back, every byte of both directions kept. Browsers mask what they send over a
 * WebSocket (RFC 6455, 5.3), so the messages are kept unmasked besides. Nothing on it may be compressed, or a word would hide.
 */
import { Buffer } from 'node:buffer';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Haystack } from './canary.ts';

export type RecordingProxy = {
  readonly origin: string;
  /** All that went over the wire until now: each connection's bytes up and down, and each WebSocket message. */
  recorded(): readonly Haystack[];
  close(): Promise<void>;
};

type Line = { readonly up: Buffer[]; readonly down: Buffer[] };
const HEAD_END = '\r\n\r\n';

export async function createRecordingProxy(port: number): Promise<RecordingProxy> {
  const lines: Line[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((person) => {
    const line: Line = { up: [], down: [] };
    lines.push(line);
    const to = connect({ port, host: '127.0.0.1' });
    const pass = (from: Socket, into: Socket, kept: Buffer[]): void => {
      sockets.add(from);
      from.on('data', (bytes) => {
        kept.push(Buffer.from(bytes));
        into.write(bytes);
      });
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
      from.on('error', () => into.destroy());
    };
    pass(person, to, line.up);
    pass(to, person, line.down);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    recorded: () => lines.flatMap(({ up, down }, i) => [...heard(`line ${i} up`, up), ...heard(`line ${i} down`, down)]),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function heard(name: string, chunks: readonly Buffer[]): readonly Haystack[] {
  const bytes = Buffer.concat(chunks);
  const head = bytes.subarray(0, Math.max(0, bytes.indexOf(HEAD_END))).toString('latin1');
  const upgraded = /^upgrade: websocket/im.test(head);
  const compressed = upgraded ? name.endsWith('down') && /^sec-websocket-extensions:/im.test(head) : isEncoded(bytes);
  if (compressed) throw new Error(`${name} is compressed: nothing would be found in it`);
  if (!upgraded) return [{ name, bytes }];
  const messages = messagesIn(bytes.subarray(head.length + HEAD_END.length));
  return [{ name, bytes }, ...messages.map((message, i) => ({ name: `${name}, message ${i}`, bytes: message }))];
}

const isEncoded = (bytes: Buffer): boolean => /^content-encoding:/im.test(bytes.toString('latin1'));

/** Payloads of whole messages, unmasked; pings and the like among them. A cut frame at the end is left out. */
function messagesIn(bytes: Buffer): readonly Buffer[] {
  const messages: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const [first = 0, second = 0] = bytes.subarray(at, at + 2);
    if ((first & 0x40) !== 0) throw new Error('a compressed message: nothing would be found in it');
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const maskAt = at + 2 + lengthBytes;
    if (maskAt + 4 > bytes.length && lengthBytes > 0) break;
    const length = lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const masked = (second & 0x80) !== 0;
    const from = maskAt + (masked ? 4 : 0);
    if (from + length > bytes.length) break;
    const mask = bytes.subarray(maskAt, from);
    const payload = Buffer.from(bytes.subarray(from, from + length));
    if (masked) for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
    parts.push(payload);
    if ((first & 0x80) !== 0) {
      messages.push(Buffer.concat(parts));
      parts = [];
    }
    at = from + length;
  }
  return messages;
}
