import { useContext, useEffect, useMemo } from 'preact/hooks';
import type { AppProps } from '#client/store/app-props.ts';
import { ForeignKeys } from '#client/account/foreign-keys.tsx';
import { AccountPage } from '#client/account/account-page.tsx';
import { FirstThings } from '#client/account/first-things.tsx';
import { Admin } from '#client/admin/admin.tsx';
import { LeavingContext } from '#client/leave/leave-now.tsx';
import { Audit } from '#client/audit/audit.tsx';
import { checkOwnKeys } from '#client/room/key-directory.ts';
import type { Session } from '#client/room/session.ts';
import { createAdminDoor, createEnterDoor, createRoomsDoor } from '#client/store/account-doors.ts';
import { createAuditStore } from '#client/store/audit.ts';
import { createAdminStore } from '#client/store/admin.ts';
import { createEnrolDoor } from '#client/store/factor-doors.ts';
import { createOwnKeysStore } from '#client/store/own-keys.ts';
import { createRoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { keysFaultWords } from '#client/ui/keys-words.ts';
import { Page, type PageLink } from '#client/ui/page.tsx';
import { EnterRoom } from './enter-room.tsx';
import { Rooms } from './rooms.tsx';
import './home.css';
import '#client/admin/admin.css';

type Props = AppProps & { session: Session; onSignOut: () => void };

/** What somebody signed in may go to: their rooms, the practice, one room. A person may hold both roles. */
export function SignedInApp({ router, clock, session, onSignOut }: Props) {
  const rooms = useMemo(() => createRoomsStore(createRoomsDoor(session)), [session]);
  const admin = useMemo(() => createAdminStore(createAdminDoor(session.http)), [session]);
  const door = useMemo(() => createEnrolDoor(session), [session]);
  const audit = useMemo(() => createAuditStore(session.http), [session]);
  const ownKeys = useMemo(() => createOwnKeysStore(() => checkOwnKeys(session)), [session]);
  useEffect(() => void ownKeys.check(), [ownKeys]);
  const enter = useMemo(() => createEnterDoor(session, clock), [session]);
  const leaving = useContext(LeavingContext);
  useEffect(() => leaving?.before(() => void session.close()), [leaving, session]);
  const { roles } = session.account;
  const route = router.route.value;
  const isTherapist = roles.includes('therapist');
  const places = [
    ...(isTherapist ? ['home'] : []),
    ...(roles.includes('admin') ? ['admin'] : []),
    ...(roles.includes('auditor') ? ['audit'] : []),
    'account',
  ];
  const here = places.includes(route.at) ? route.at : places[0];
  useEffect(() => {
    if (route.at === 'welcome' || route.at === 'recover' || route.at === 'reset') router.go({ at: 'home' });
  }, [route.at]);
  const keys = ownKeys.state.value;
  if (keys.is === 'foreign') return <ForeignKeys entry={keys.entry} onSignOut={onSignOut} />;
  if (route.at === 'room' && isTherapist) {
    return (
      <EnterRoom key={route.room} room={route.room} rooms={rooms} enter={enter} clock={clock} onLeave={() => router.go({ at: 'home' })} />
    );
  }
  const links: PageLink[] = [];
  if (isTherapist) links.push({ href: '/', words: 'Rooms', here: here === 'home', go: () => router.go({ at: 'home' }) });
  if (roles.includes('admin'))
    links.push({ href: '/admin', words: 'Practice', here: here === 'admin', go: () => router.go({ at: 'admin' }) });
  if (roles.includes('auditor'))
    links.push({ href: '/audit', words: 'Audit', here: here === 'audit', go: () => router.go({ at: 'audit' }) });
  links.push({ href: '/account', words: 'Account', here: here === 'account', go: () => router.go({ at: 'account' }) });
  return (
    <Page links={links} onSignOut={onSignOut}>
      <FirstThings session={session} at={here ?? 'account'} onAccount={() => router.go({ at: 'account' })} />
      {keys.is === 'broken' && <Banner kind="danger">{keysFaultWords(keys.fault)}</Banner>}
      {here === 'admin' && <Admin store={admin} door={door} own={session.account.account} />}
      {here === 'account' && <AccountPage session={session} />}
      {here === 'audit' && <Audit store={audit} />}
      {here === 'home' && <Rooms store={rooms} session={session} onOpen={(room) => router.go({ at: 'room', room })} />}
    </Page>
  );
}
