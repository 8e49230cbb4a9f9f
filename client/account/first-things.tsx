import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';
import { createPasswordDoor, type NoticeView } from '#client/store/recovery-doors.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { noticeWords } from './notice-words.ts';

/** So many at once; more are a wall that nobody reads. */
const SHOWN = 5;

type Props = {
  session: Session;
  /** What page is shown: each visit looks anew whether a kit is there by now. */
  at: string;
  onAccount: () => void;
};

/** Above the first page: what happened to the account meanwhile, and that a recovery kit is still missing. */
export function FirstThings({ session, at, onAccount }: Props) {
  const door = useMemo(() => createPasswordDoor(session), [session]);
  const notices = useSignal<readonly NoticeView[]>([]);
  const kitMissing = useSignal(false);
  useEffect(() => {
    void door.notices().then((read) => {
      if (read.ok) notices.value = read.value.notices.filter(({ seen }) => !seen);
    });
  }, [door]);
  useEffect(() => {
    // The account's page says it itself, and may just have made one.
    kitMissing.value = false;
    if (at !== 'account') void door.kit().then((read) => (kitMissing.value = read.ok && read.value.madeAt === undefined));
  }, [door, at]);
  const read = (): void => {
    const [newest] = notices.value;
    notices.value = [];
    if (newest !== undefined) void door.noticesSeen(newest.at);
  };
  return (
    <>
      {notices.value.length > 0 && (
        <Banner
          kind="warn"
          actions={
            <>
              <Button onPress={read}>I have read it</Button>
              {at !== 'account' && <Button onPress={onAccount}>Where you are signed in</Button>}
            </>
          }
        >
          <ul class="notices">
            {notices.value.slice(0, SHOWN).map((notice) => (
              <li key={notice.id}>
                {dayAndTime(notice.at)}: {noticeWords(notice)}
              </li>
            ))}
          </ul>
          {notices.value.length > SHOWN && <p>And {notices.value.length - SHOWN} more, on your account’s page.</p>}
          <p>If one of these was not you, change your password now and tell an admin of your practice.</p>
        </Banner>
      )}
      {kitMissing.value && (
        <Banner actions={<Button onPress={onAccount}>Make it now</Button>}>
          You have no recovery kit yet. Without one a forgotten password closes everything you keep, for ever.
        </Banner>
      )}
    </>
  );
}
