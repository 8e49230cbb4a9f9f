import { useEffect, useMemo } from 'preact/hooks';
import type { AccountSectionProps } from '#client/store/account-page.ts';
import { createNoticesStore, createSignInsStore } from '#client/store/sign-ins.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import { agentWords } from './agent-words.ts';
import { noticeWords } from './notice-words.ts';

/** Where this account is signed in, each to be ended; then what it was told. */
export function SignInsSection({ session }: AccountSectionProps) {
  const store = useMemo(() => createSignInsStore(session.http), [session]);
  const told = useMemo(() => createNoticesStore(session.http), [session]);
  useEffect(() => void Promise.all([store.refresh(), told.refresh()]), [store, told]);
  const signIns = store.signIns.value;
  // What else was told of the account stands above its first page: first-things.tsx.
  const notices = told.notices.value.filter(({ kind }) => kind.startsWith('sign-in.'));
  if (signIns === undefined)
    return store.wrong.value ? <Banner kind="danger">{errorWords(store.wrong.value)}</Banner> : <p class="soft">Loading…</p>;
  return (
    <>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      <ul class="ways" aria-label="Sign-ins">
        {signIns.map((signIn) => (
          <li key={signIn.id} class="way">
            <div>
              <strong>{agentWords(signIn.agent)}</strong> {signIn.here && <span class="soft">(this one)</span>}
              <p class="soft">
                From {signIn.address}. Since {dayAndTime(signIn.since)}, last seen {dayAndTime(signIn.seenAt)}.
              </p>
            </div>
            {!signIn.here && <Button onPress={() => void store.end(signIn.id)}>End it</Button>}
          </li>
        ))}
      </ul>
      {signIns.length > 1 && (
        <div>
          <Button kind="danger" onPress={() => void store.endOthers()}>
            End all others
          </Button>
        </div>
      )}
      {notices.length > 0 && (
        <>
          <h3>What happened lately</h3>
          <ul class="ways" aria-label="What happened lately">
            {notices.map((notice) => (
              <li key={notice.id} class="way">
                <span>{noticeWords(notice)}</span> <span class="soft">{dayAndTime(notice.at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
