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
                {dayAndTime(notice.at)}: {wordsOf(notice)}
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

const wordsOf = (notice: NoticeView): string => {
  const words = NOTICE_WORDS[notice.kind]?.(notice.data);
  if (words === undefined) return noticeWords(notice);
  return notice.address === undefined ? words : `${words} It came from ${notice.address}.`;
};

/** By kind; those of signing in have theirs in notice-words.ts. */
const NOTICE_WORDS: Readonly<Record<string, (data: NoticeView['data']) => string>> = {
  'password.changed': () => 'your password was changed.',
  'recovery.used': () => 'your password was replaced by means of your recovery kit.',
  'recovery.new-kit': ({ first }) =>
    first === true ? 'a recovery kit was made.' : 'a new recovery kit was made. The one before opens nothing any more.',
  'reset.started': () => 'an admin started a reset of this account. As long as you do not use the link, nothing changes.',
  'reset.revoked': () => 'the reset that an admin had started was taken back. Nothing has changed.',
  'account.deactivated': () => 'an admin deactivated this account: it was signed out everywhere, and its open sessions ended.',
  'account.reactivated': () => 'an admin let this account in again. What colleagues had shared with it they have to share anew.',
  'reset.done': () => 'this account was reset and has new keys. What was sealed before stays closed.',
};
