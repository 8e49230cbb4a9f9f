import { useMemo } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';
import { createEnrolDoor } from '#client/store/factor-doors.ts';
import { ACCOUNT_SECTIONS } from './account-sections.ts';

/** What somebody may see and change of their own account. */
export function AccountPage({ session }: { session: Session }) {
  const door = useMemo(() => createEnrolDoor(session), [session]);
  return (
    <>
      <h1>Your account</h1>
      <p class="soft">
        {session.keyring.name}, {session.account.email}
      </p>
      {ACCOUNT_SECTIONS.filter(({ isFor }) => isFor(session.account)).map(({ id, title, View }) => (
        <section key={id} class="stack tight" aria-labelledby={`account-${id}`}>
          <h2 id={`account-${id}`}>{title}</h2>
          <View session={session} door={door} />
        </section>
      ))}
    </>
  );
}
