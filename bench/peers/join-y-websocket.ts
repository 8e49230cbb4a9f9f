/** The same board on @y/websocket-server; joins on command. */
import WebSocket from 'ws';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { answer, commands } from '../support/child.ts';
import { drawUpdate, finished, pause, UPDATES } from '../support/board.ts';
import { countBytesIn } from '../support/bytes-in.ts';

const bytesIn = countBytesIn();
const [url = ''] = process.argv.slice(2);

async function open() {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(url, 'join', doc, { disableBc: true, WebSocketPolyfill: WebSocket as never });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return { doc, leave: () => provider.destroy() };
}

const writer = await open();
for (let i = 0; i < UPDATES; i++) {
  drawUpdate(writer.doc, i);
  if (i % 40 === 39) await pause(20);
}
await pause(3000);
answer({ is: 'ready' });

for await (const { do: what } of commands()) {
  if (what === 'leave') {
    writer.leave();
    await pause(2000);
    answer({ is: 'left' });
  }
  if (what === 'holds') {
    const { doc, leave } = await open();
    answer({ is: 'holds', holds: finished(doc) > 0 } as never);
    leave();
    await pause(1000);
  }
  if (what === 'join') {
    const [before, start] = [bytesIn(), performance.now()];
    const { doc, leave } = await open();
    const ms = performance.now() - start;
    answer({ is: 'joined', ms, bytes: bytesIn() - before, strokes: finished(doc) } as never);
    leave();
  }
}
