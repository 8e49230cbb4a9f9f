import { useEffect, useMemo } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';
import { createNoticesStore } from '#client/store/sign-ins.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { noticeWords } from './notice-words.ts';

const SHOWN = 3;

/** What the account is told about signing in (the rest: first-things.tsx) when somebody comes to it, until they say that they have read it. */
export function UnreadNotices({ session, onMore }: { session: Session; onMore: () => void }) {
  const store = useMemo(() => createNoticesStore(session.http), [session]);
  useEffect(() => void store.refresh(), [store]);
  const unread = store.notices.value.filter(({ seen, kind }) => !seen && kind.startsWith('sign-in.'));
  if (unread.length === 0) return null;
  const actions = (
    <>
      <Button onPress={() => void store.read()}>I have read this</Button>
      <Button onPress={onMore}>Where you are signed in</Button>
    </>
  );
  return (
    <Banner kind="warn" actions={actions}>
      {unread.slice(0, SHOWN).map((notice) => (
        <p key={notice.id}>
          {noticeWords(notice)} <span class="soft">{dayAndTime(notice.at)}</span>
        </p>
      ))}
      {unread.length > SHOWN && <p>And {unread.length - SHOWN} more, on your account's page.</p>}
    </Banner>
  );
}
