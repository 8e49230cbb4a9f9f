/** Participants of @y/websocket-server: y-websocket's own provider, run as a child of bench/sync.ts. */
import WebSocket from 'ws';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { answer, commands } from '../support/child.ts';
import { createWorkload, type Writer } from '../support/workload.ts';

const [url = '', prefix = '', rooms = '1'] = process.argv.slice(2);

async function open(room: string): Promise<Writer> {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(url, room, doc, { disableBc: true, WebSocketPolyfill: WebSocket as never });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return { doc, acknowledged: () => 0 };
}

const pairs: [Writer, Writer][] = [];
for (let i = 0; i < Number(rooms); i++) {
  const room = `${prefix}-${i}`;
  const [one, two] = await Promise.all([open(room), open(room)]);
  pairs.push([one, two]);
}
const workload = createWorkload(pairs);
answer({ is: 'ready' });
for await (const command of commands()) answer(await workload.run(Number(command['seconds']), 0 + Number(command['drainMs'])));
