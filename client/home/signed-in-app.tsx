import { useContext, useEffect, useMemo } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { accountWords } from '#crdt/keys/account-words.ts';
import { holds } from '#server/contract/roles.ts';
import type { AppProps } from '#client/store/app-props.ts';
import { ForeignKeys } from '#client/account/foreign-keys.tsx';
import { AccountPage } from '#client/account/account-page.tsx';
import { FirstThings } from '#client/account/first-things.tsx';
import { Admin } from '#client/admin/admin.tsx';
import { LeaveNow, LeavingContext } from '#client/leave/leave-now.tsx';
import { Audit } from '#client/audit/audit.tsx';
import { checkOwnKeys } from '#client/room/key-directory.ts';
import type { Session } from '#client/room/session.ts';
import type { BoardNow } from '#client/screen/beside.ts';
import { createAdminDoor, createEnterDoor, createRoomsDoor } from '#client/store/account-doors.ts';
import { createAuditStore } from '#client/store/audit.ts';
import { createAdminStore } from '#client/store/admin.ts';
import { createEnrolDoor } from '#client/store/factor-doors.ts';
import { createOwnKeysStore } from '#client/store/own-keys.ts';
import { createRoomsStore } from '#client/store/rooms.ts';
import { isOfRecords } from '#client/store/route.ts';
import { createSessionsDoor, createSessionsStore } from '#client/store/sessions.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Lazy } from '#client/ui/lazy.tsx';
import { keysFaultWords } from '#client/ui/keys-words.ts';
import { Page, type PageLink } from '#client/ui/page.tsx';
import { Come } from './come.tsx';
import { EnterRoom } from './enter-room.tsx';
import { GivenToYou } from './given-to-you.tsx';
import { Rooms } from './rooms.tsx';
import { Sessions } from './sessions.tsx';
import './home.css';
import '#client/admin/admin.css';

/** A part of its own: most people who sign in have no patients. */
const loadRecords = () => import('#client/records/records-pages.tsx');
const loadDesk = () => import('#client/appointments/desk.tsx');
const loadAppointments = () => import('#client/appointments/appointments.tsx');
const loadNotes = () => import('#client/records/room-notes.tsx');

function NotesBeside(props: { session: Session; clock: Clock; room: RoomId; board: BoardNow }) {
  return (
    <Lazy load={loadNotes} wait="Opening your notes…">
      {({ RoomNotes }) => <RoomNotes {...props} />}
    </Lazy>
  );
}

type Props = AppProps & {
  session: Session;
  /** Of the link by which somebody came. */
  secret: string | undefined;
  onSignOut: () => void;
};

/** What somebody signed in may go to: their rooms, the sessions they were in, the practice, one room. A person of the staff may hold several roles. */
export function SignedInApp({ router, clock, session, secret, onSignOut }: Props) {
  const rooms = useMemo(() => createRoomsStore(createRoomsDoor(session)), [session]);
  const admin = useMemo(() => createAdminStore(createAdminDoor(session.http)), [session]);
  const door = useMemo(() => createEnrolDoor(session), [session]);
  const audit = useMemo(() => createAuditStore(session.http), [session]);
  const ownKeys = useMemo(() => createOwnKeysStore(() => checkOwnKeys(session)), [session]);
  useEffect(() => void ownKeys.check(), [ownKeys]);
  const sessions = useMemo(() => createSessionsStore(createSessionsDoor(session)), [session]);
  const enter = useMemo(() => createEnterDoor(session, clock), [session]);
  const leaving = useContext(LeavingContext);
  useEffect(() => leaving?.before(() => void session.close()), [leaving, session]);
  const { roles } = session.account;
  const route = router.route.value;
  const isTherapist = roles.includes('therapist');
  const isParticipant = roles.includes('participant');
  const who = isParticipant ? 'participant' : 'staff';
  const joins = holds(roles, 'joins');
  const isEnded = async (room: RoomId): Promise<boolean> => {
    if (isTherapist && rooms.rooms.value === undefined) await rooms.refresh();
    if (sessions.sessions.value === undefined) await sessions.refresh();
    return [...(rooms.rooms.value ?? []), ...(sessions.sessions.value ?? [])].find((card) => card.room === room)?.status === 'ended';
  };
  const { signPublic, boxPublic } = session.keyring;
  const keyWords = useMemo(() => accountWords([{ account: session.account.account, signPublic, boxPublic }]), [session]);
  // A tab says nothing of what kind of meeting a participant comes to.
  useEffect(() => void (document.title = isParticipant ? 'Meeting' : 'Holdspace'), [isParticipant]);
  const places = [
    ...(joins ? ['home'] : []),
    ...(isTherapist ? ['appointments', 'patients', 'patient', 'note'] : []),
    ...(roles.includes('admin') ? ['admin'] : []),
    ...(roles.includes('auditor') ? ['audit'] : []),
    'account',
  ];
  const here = places.includes(route.at) ? route.at : places[0];
  useEffect(() => {
    if (route.at === 'welcome' || route.at === 'recover' || route.at === 'reset') router.go({ at: 'home' });
  }, [route.at]);
  const keys = ownKeys.state.value;
  if (keys.is === 'foreign') return <ForeignKeys entry={keys.entry} who={who} onSignOut={onSignOut} />;
  if (route.at === 'room' && joins) {
    return (
      <EnterRoom
        key={route.room}
        room={route.room}
        guest={!isTherapist}
        isEnded={isEnded}
        enter={enter}
        clock={clock}
        keyWords={keyWords}
        notes={isTherapist ? (board) => <NotesBeside session={session} clock={clock} room={route.room} board={board} /> : undefined}
        onLeave={() => router.go({ at: 'home' })}
      />
    );
  }
  if (route.at === 'come' && joins) {
    return <Come key={route.invite} invite={route.invite} secret={secret} session={session} router={router} clock={clock} />;
  }
  const toRoom = (room: RoomId): void => router.go({ at: 'room', room });
  const links: PageLink[] = [];
  if (joins)
    links.push({ href: '/', words: isTherapist ? 'Desk' : 'Sessions', here: here === 'home', go: () => router.go({ at: 'home' }) });
  if (isTherapist) {
    const toAppointments = (): void => router.go({ at: 'appointments' });
    links.push({ href: '/appointments', words: 'Appointments', here: here === 'appointments', go: toAppointments });
    links.push({
      href: '/patients',
      words: 'Patients',
      here: isTherapist && isOfRecords(route),
      go: () => router.go({ at: 'patients' }),
    });
  }
  if (roles.includes('admin'))
    links.push({ href: '/admin', words: 'Practice', here: here === 'admin', go: () => router.go({ at: 'admin' }) });
  if (roles.includes('auditor'))
    links.push({ href: '/audit', words: 'Audit', here: here === 'audit', go: () => router.go({ at: 'audit' }) });
  links.push({ href: '/account', words: 'Account', here: here === 'account', go: () => router.go({ at: 'account' }) });
  return (
    <Page links={links} leave={isParticipant ? <LeaveNow /> : undefined} onSignOut={onSignOut}>
      <FirstThings session={session} at={here ?? 'account'} onAccount={() => router.go({ at: 'account' })} />
      {keys.is === 'broken' && <Banner kind="danger">{keysFaultWords(keys.fault, who)}</Banner>}
      {here === 'admin' && <Admin store={admin} door={door} own={session.account.account} />}
      {here === 'account' && <AccountPage session={session} />}
      {here === 'audit' && <Audit store={audit} />}
      {isTherapist && isOfRecords(route) && (
        <Lazy load={loadRecords} wait="Opening…">
          {({ RecordsPages }) => <RecordsPages session={session} clock={clock} rooms={rooms} router={router} route={route} />}
        </Lazy>
      )}
      {here === 'appointments' && (
        <Lazy load={loadAppointments} wait="Opening your appointments…">
          {(part) => <part.Appointments session={session} clock={clock} rooms={rooms} onRoom={toRoom} />}
        </Lazy>
      )}
      {here === 'home' && isTherapist && (
        <>
          <h1>Your desk</h1>
          <Lazy load={loadDesk} wait="Opening your desk…">
            {(part) => (
              <part.Desk
                {...{ session, clock, rooms }}
                onRoom={toRoom}
                onNote={(record) => router.go({ at: 'note', record })}
                onAppointments={() => router.go({ at: 'appointments' })}
                onPatients={() => router.go({ at: 'patients' })}
              />
            )}
          </Lazy>
        </>
      )}
      {here === 'home' && isTherapist && <Rooms store={rooms} session={session} onOpen={toRoom} />}
      {here === 'home' && <Sessions store={sessions} main={!isTherapist} onOpen={toRoom} />}
      {here === 'home' && joins && <GivenToYou session={session} />}
    </Page>
  );
}
