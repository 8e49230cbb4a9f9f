import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import type { PeopleCode } from '#client/room/people.ts';
import type { Session } from '#client/room/session.ts';
import { listGiven, stands, takeBack, type Given as GivenCopy } from '#client/store/shares.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { peopleWords } from '#client/ui/keys-words.ts';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { dayAndTime, lastDayWords } from '#client/ui/when.ts';
import { basisWords } from './basis-words.ts';
import { GivenReport } from './given-report.tsx';
import { RecordAccesses } from './record-accesses.tsx';

type Props = { session: Session; clock: Clock; patient: RecordId; name: string };

/** What of a patient's was given to others: taken back here, and accounted for on paper (45 CFR 164.528). */
export function Given({ session, clock, patient, name }: Props) {
  const found = useSignal<readonly GivenCopy[] | undefined>(undefined);
  const looking = useSignal<GivenCopy | undefined>(undefined);
  const printing = useSignal(false);
  const { busy, wrong, attempt } = useAttempt<PeopleCode>();
  const load = async (): Promise<PeopleCode | undefined> => {
    const listed = await listGiven(session, patient);
    if (listed.ok) found.value = listed.value;
    return listed.ok ? undefined : listed.code;
  };
  useEffect(() => void attempt(load), [session, patient]);
  const take = (share: GivenCopy): Promise<void> =>
    attempt(async () => {
      const taken = await takeBack(session, share, found.value ?? [], clock.now());
      return taken.ok ? await load() : taken.code;
    });
  const shares = found.value ?? [];
  return (
    <section class="card stack" aria-labelledby="patient-given">
      <div class="row apart">
        <h2 id="patient-given">Given to others</h2>
        {shares.length > 0 && <Button onPress={() => (printing.value = true)}>Account of it</Button>}
      </div>
      {wrong.value && <Banner kind="danger">{peopleWords(wrong.value)}</Banner>}
      {found.value === undefined && wrong.value === undefined && <p class="soft">Loading…</p>}
      {found.value?.length === 0 && (
        <p class="soft">Nothing of this patient’s was given to anybody. You give a copy where a picture or a signed note is shown.</p>
      )}
      <ul class="stack tight">
        {shares.map((share) => (
          <li key={`${share.record}${share.reader}${share.at}`} class="row apart">
            <div class="room-words">
              <h3>{share.title === '' ? 'Without a title' : share.title}</h3>
              <p class="soft">
                {share.name === '' ? 'Somebody whose keys you no longer know' : share.name}, since {dayAndTime(share.at)}.{' '}
                {basisWords(share.basis)}.{endWords(share, clock.now())}
              </p>
            </div>
            <div class="row">
              <Button kind="plain" onPress={() => (looking.value = share)}>
                Who opened it<span class="only-heard"> {share.title}</span>
              </Button>
              {stands(share, clock.now()) && (
                <Button busy={busy.value} onPress={() => void take(share)}>
                  Take it back<span class="only-heard"> {share.title}</span>
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {looking.value !== undefined && (
        <RecordAccesses
          session={session}
          record={looking.value.record}
          nameOf={(account) => shares.find(({ reader }) => reader === account)?.name ?? ''}
          onClose={() => (looking.value = undefined)}
        />
      )}
      {printing.value && <GivenReport name={name} shares={shares} at={clock.now()} onClose={() => (printing.value = false)} />}
    </section>
  );
}

function endWords({ until, revokedAt }: Pick<GivenCopy, 'until' | 'revokedAt'>, now: number): string {
  if (revokedAt !== undefined) return ` Taken back ${dayAndTime(revokedAt)}.`;
  if (until === undefined) return '';
  return until > now ? ` Until ${lastDayWords(until)}.` : ` Over since ${lastDayWords(until)}.`;
}
