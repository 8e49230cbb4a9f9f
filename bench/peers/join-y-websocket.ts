/** The same board on @y/websocket-server; joins on command. */
import WebSocket from 'ws';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { answer, commands } from '../support/child.ts';
import { drawUpdate, finished, pause, STROKES, UPDATES } from '../support/board.ts';
import { countBytesIn } from '../support/bytes-in.ts';

const bytesIn = countBytesIn();
const [url = ''] = process.argv.slice(2);

async function open() {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(url, 'join', doc, { disableBc: true, WebSocketPolyfill: WebSocket as never });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return { doc, leave: () => provider.destroy() };
}

/** It answers before it has read its LevelDB: the rest comes as an update. False when nothing more comes. */
async function complete(doc: Y.Doc): Promise<boolean> {
  if (finished(doc) === STROKES) return true;
  return await new Promise((resolve) => {
    setTimeout(() => resolve(false), 5000);
    doc.on('update', () => {
      if (finished(doc) === STROKES) resolve(true);
    });
  });
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
    answer({ is: 'holds', holds: await complete(doc) } as never);
    leave();
    await pause(1000);
  }
  if (what === 'cold') answer({ is: 'cold' });
  if (what === 'join') {
    const [before, start] = [bytesIn(), performance.now()];
    const { doc, leave } = await open();
    await complete(doc);
    const ms = performance.now() - start;
    answer({ is: 'joined', ms, bytes: bytesIn() - before, strokes: finished(doc) } as never);
    leave();
  }
}
