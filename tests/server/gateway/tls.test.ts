/** Socket.IO over our own TLS, as the app puts them together. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import { createParser } from '#server/contract/parser.ts';
import { createGateway } from '#server/gateway/gateway.ts';
import { createListener, listen } from '#server/listen.ts';
import { createLiveRooms } from '#server/rooms/live-rooms.ts';
import { createMemoryLogStore } from '#server/rooms/memory-log-store.ts';
import { makeCertificate } from '#tests/support/certificate.ts';
import { createFakeAccess, visitorOf } from '../rooms/fake-access.ts';
import { ask, device, HOST, next, NOW, ROOM, SILENT } from './harness.ts';

test('[H25] sockets and pages share the one TLS port, and a new certificate drops no room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdspace-tls-'));
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  const first = makeCertificate();
  writeFileSync(files.certFile, first.cert);
  writeFileSync(files.keyFile, first.key);
  let renewed = (): void => undefined;
  const listener = createListener({
    handler: (_request, response) => void response.end('page'),
    tls: files,
    renewed: (error) => (error === undefined ? renewed() : undefined),
    watchMs: 10,
  });
  const access = createFakeAccess();
  access.members.push({ room: ROOM, member: HOST, role: 'therapist' });
  const rooms = createLiveRooms({ store: createMemoryLogStore(), access, clock: NOW, log: SILENT });
  const authenticate = async () => visitorOf({ room: ROOM, member: HOST });
  const gateway = createGateway({ httpServer: listener.server, authenticate, rooms, clock: NOW, log: SILENT });
  await listen(listener.server, { port: 0, host: '127.0.0.1' });
  const { port } = listener.server.address() as AddressInfo;
  const connect = (ca: string) =>
    io(`https://localhost:${port}`, {
      transports: ['websocket'],
      parser: createParser('client'),
      auth: { as: 'guest' },
      reconnection: false,
      ca,
      forceNew: true,
    });

  const socket = connect(first.cert);
  expect(await ask(socket, 'room/enter', { room: ROOM, device: Buffer.from(device(1)) })).toMatchObject({ ok: true });
  const taken = new Promise<void>((resolve) => (renewed = resolve));
  const second = makeCertificate();
  writeFileSync(files.keyFile, second.key);
  writeFileSync(files.certFile, second.cert);
  await taken;
  expect(await ask(socket, 'log/open', { doc: 'drawing', after: null })).toMatchObject({ ok: true });
  const fresh = connect(second.cert);
  await next(fresh, 'connect');
  const wrong = connect(first.cert);
  expect(await next<Error>(wrong, 'connect_error')).toBeInstanceOf(Error);
  for (const each of [socket, fresh, wrong]) each.close();
  await rooms.close();
  await gateway.close();
  await listener.close();
  rmSync(folder, { recursive: true });
});
