/** A network that can be cut: TCP to a server and back. While it is cut, every connection is broken and every new one at once. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

export type CuttableProxy = AsyncDisposable & {
  /** What browsers open instead of the server's own address. */
  readonly origin: string;
  cut(): void;
  restore(): void;
  /** How many connections were broken at their beginning since the proxy began: people who try to come back. */
  refused(): number;
};

export async function createCuttableProxy(port: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let refused = 0;
  const server = createServer((person) => {
    if (isCut) {
      refused += 1;
      person.on('error', () => undefined);
      person.resetAndDestroy();
      return;
    }
    const to = connect({ port, host: 'localhost' });
    pass(person, to);
    pass(to, person);
  });
  const pass = (from: Socket, into: Socket): void => {
    sockets.add(from);
    from.pipe(into);
    from.on('error', () => into.destroy());
    from.on('close', () => {
      sockets.delete(from);
      into.destroy();
    });
  };
  const breakAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      breakAll();
    },
    restore: () => void (isCut = false),
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
