/** Headless participants of Holdspace, run as a child of bench/sync.ts. */
import { answer, commands } from '../support/child.ts';
import { openPair, therapist } from '../support/people.ts';
import { createWorkload, type Writer } from '../support/workload.ts';
import type { Participant } from '#client/room/types.ts';

const [url = '', , rooms = '1'] = process.argv.slice(2);

const writer = (participant: Participant): Writer => ({
  doc: participant.docs.drawing,
  acknowledged: () => participant.acknowledged.value,
});

const session = await therapist(url);
const pairs: [Writer, Writer][] = [];
for (let i = 0; i < Number(rooms); i++) {
  const { host, guest } = await openPair(session);
  pairs.push([writer(host), writer(guest)]);
}
const workload = createWorkload(pairs);
answer({ is: 'ready' });
for await (const command of commands()) answer(await workload.run(Number(command['seconds']), Number(command['drainMs'])));
