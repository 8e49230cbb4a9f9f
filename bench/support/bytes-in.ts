/** Bytes that this process received over TCP, every connection of it. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

export function countBytesIn(): () => number {
  const sockets: Socket[] = [];
  subscribe('net.client.socket', (message) => void sockets.push((message as { readonly socket: Socket }).socket));
  return () => sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
}
