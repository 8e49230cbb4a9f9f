import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CopyField } from '#client/ui/copy-field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { dayAt, dayWords } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

/** The address by which a calendar program shows one's appointments: a secret, shown once, that can be taken back. */
export function CalendarAddress({ session: { http } }: { session: Session }) {
  const since = useSignal<number | undefined>(undefined);
  const address = useSignal('');
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const load = async (): Promise<ErrorCode | undefined> => {
    const reply = await http.call('GET /api/calendar');
    if (reply.ok) since.value = reply.value.since;
    return reply.ok ? undefined : reply.code;
  };
  useEffect(() => void attempt(load), [http]);
  const make = (): Promise<void> =>
    attempt(async () => {
      const reply = await http.call('POST /api/calendar');
      if (!reply.ok) return reply.code;
      address.value = `${location.origin}/calendar/${reply.value.token}.ics`;
      return load();
    });
  const remove = (): Promise<void> =>
    attempt(async () => {
      const reply = await http.call('POST /api/calendar/remove');
      if (!reply.ok) return reply.code;
      address.value = '';
      return load();
    });
  return (
    <section class="card stack" aria-labelledby="calendar-address">
      <h2 id="calendar-address">In your calendar program</h2>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      <p class="soft">
        A secret address shows your appointments in the calendar of your phone or computer, each as “Appointment” and nothing else. Whoever
        has the address sees when you are busy.
      </p>
      {address.value !== '' && <CopyField label="The address, shown this once" text={address.value} />}
      {since.value !== undefined && address.value === '' && <p>There has been an address since {dayWords(dayAt(since.value))}.</p>}
      <div class="row">
        <Button busy={busy.value} onPress={() => void make()}>
          {since.value === undefined ? 'Make an address' : 'Make a new address'}
        </Button>
        {since.value !== undefined && (
          <Button kind="danger" busy={busy.value} onPress={() => void remove()}>
            Take it back
          </Button>
        )}
      </div>
      {since.value !== undefined && <p class="hint">A new address ends the old one: calendars that use it show nothing new any more.</p>}
    </section>
  );
}
