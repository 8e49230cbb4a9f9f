/** Writes the board through the sealed log as its therapist, from several devices at the contract's rate; joins on command. */
import { createRoom, enterRoom } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import { answer, commands } from '../support/child.ts';
import { drawUpdate, finished, pause, UPDATES } from '../support/board.ts';
import { countBytesIn } from '../support/bytes-in.ts';
import { must, signedIn, therapist } from '../support/people.ts';

const DEVICES = 4;
const PER_SECOND = 100;

const bytesIn = countBytesIn();
const [url = ''] = process.argv.slice(2);
const session = await therapist(url);
const room = must(await createRoom({ session, title: 'join' }));
const devices = await Promise.all(Array.from({ length: DEVICES }, async () => must(await enterRoom({ session, room }))));
await Promise.all(devices.map(async (device) => await device.synced));
let drawn = 0;
await Promise.all(
  devices.map(async (device) => {
    for (let i = 0; drawn < UPDATES; i++) {
      // One after the other in number, so that the last form of each stroke wins everywhere.
      drawUpdate(device.docs.drawing, drawn++);
      if (i % 10 === 9) await pause(10_000 / PER_SECOND);
    }
  }),
);
while (devices.some((device) => device.unkept.value > 0)) await pause(100);
// A device writes a snapshot when the tail has been long for a while, and in a pause.
await pause(10_000);
for (const device of devices.slice(1)) await device.close();
answer({ is: 'ready' });

process.stderr.write(`room ${room}\n`);
const [first] = devices;
let cold: Session | undefined;
for await (const { do: what } of commands()) {
  if (what === 'leave') {
    await first?.close();
    answer({ is: 'left' });
  }
  if (what === 'holds') answer({ is: 'holds', holds: true } as never);
  if (what === 'cold') {
    cold = await signedIn(url);
    answer({ is: 'cold' });
  }
  if (what === 'join' && cold !== undefined) {
    const [before, start] = [bytesIn(), performance.now()];
    const participant = must(await enterRoom({ session: cold, room }));
    await participant.synced;
    const ms = performance.now() - start;
    answer({ is: 'joined', ms, bytes: bytesIn() - before, strokes: finished(participant.docs.drawing) } as never);
    await participant.close();
    await cold.close();
  }
}
