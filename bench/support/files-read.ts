/** A therapist's lists over a whole server, on a device that has seen nothing: asked for, verified, opened, searched. */
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Session } from '#client/room/session.ts';
import { createPatientsStore, findPatients } from '#client/store/patients.ts';
import { median, round } from './figures.ts';
import { must } from './people.ts';
import type { Files } from './practice-files.ts';

type Counts = { readonly patients: number; readonly notes: number };

/** On a device that has seen nothing: medians and slowest of the rounds, ms. */
export async function readFiles(session: Session, made: Files, counts: Counts, rounds: number): Promise<Record<string, object>> {
  const times: Record<'deskOpens' | 'patientsAgain' | 'searchOfPatients' | 'notesOfOnePatient', number[]> = {
    deskOpens: [],
    patientsAgain: [],
    searchOfPatients: [],
    notesOfOnePatient: [],
  };
  const timed = async (name: keyof typeof times, work: () => unknown): Promise<void> => {
    const began = performance.now();
    await work();
    times[name].push(performance.now() - began);
  };
  for (let i = 0; i < rounds; i++) {
    const store = createPatientsStore({ ...session, storage: { ...session.storage, recordHeads: createMemoryStorage().recordHeads } });
    await timed('deskOpens', () => store.refresh());
    const cards = store.patients.value?.cards ?? [];
    if (cards.length !== counts.patients || store.unsigned.value?.cards.length !== made.unsigned)
      throw new Error('not all of it was opened');
    await timed('patientsAgain', () => store.refreshPatients());
    await timed('searchOfPatients', () => findPatients(cards, 'sea wren', false));
    const patient = made.patients[(i * 37) % made.patients.length];
    if (patient !== undefined) await timed('notesOfOnePatient', async () => void must(await store.notesOf(patient)));
    process.stderr.write(`round ${i + 1}: the desk in ${round(times.deskOpens.at(-1) ?? 0)} ms\n`);
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => [name, { ms: round(median(all), 1), slowestMs: round(Math.max(...all), 1) }]),
  );
}
