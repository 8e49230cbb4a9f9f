/** A therapist's lists over a whole server, on a device that has seen nothing: asked for, verified, opened, searched. */
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Session } from '#client/room/session.ts';
import { createAppointmentsStore, meetingsOf } from '#client/store/appointments.ts';
import { createPatientsStore, findPatients } from '#client/store/patients.ts';
import { systemClock } from '#server/system.ts';
import { median, round } from './figures.ts';
import { must } from './people.ts';
import type { AppointmentCounts } from './practice-appointments.ts';
import type { Files } from './practice-files.ts';

type Counts = AppointmentCounts & { readonly patients: number; readonly notes: number };
const WEEK_MS = 7 * 86_400_000;

/** On a device that has seen nothing: medians and slowest of the rounds, ms. */
export async function readFiles(session: Session, made: Files, counts: Counts, rounds: number): Promise<Record<string, object>> {
  const times: Record<'deskOpens' | 'weekOfAppointments' | 'patientsAgain' | 'searchOfPatients' | 'notesOfOnePatient', number[]> = {
    deskOpens: [],
    weekOfAppointments: [],
    patientsAgain: [],
    searchOfPatients: [],
    notesOfOnePatient: [],
  };
  const timed = async (name: keyof typeof times, work: () => unknown): Promise<void> => {
    const began = performance.now();
    await work();
    times[name].push(performance.now() - began);
  };
  // The first look of a week tells the server of a year's times; what follows finds them told.
  await createAppointmentsStore(session, systemClock).refresh();
  for (let i = 0; i < rounds; i++) {
    const fresh = { ...session, storage: { ...session.storage, recordHeads: createMemoryStorage().recordHeads } };
    const store = createPatientsStore(fresh);
    const appointments = createAppointmentsStore(fresh, systemClock);
    await timed('deskOpens', () => Promise.all([appointments.refresh(), store.refresh()]));
    const planned = appointments.appointments.value?.cards ?? [];
    if (planned.length !== counts.weekly) throw new Error(`${planned.length} appointments go on`);
    const now = Date.now();
    await timed('weekOfAppointments', () => {
      if (meetingsOf(planned, now, now + WEEK_MS).length < counts.weekly) throw new Error('not all of the week is there');
    });
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
