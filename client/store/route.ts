import { isUuid, type InviteId, type RecordId, type RoomId } from '#crdt/base/ids.ts';

/** Where somebody is. Each screen is one of these; the address bar names it, and never holds a key for longer than a moment. */
export type Route =
  | { readonly at: 'home' }
  | { readonly at: 'admin' }
  | { readonly at: 'audit' }
  | { readonly at: 'account' }
  | { readonly at: 'welcome' }
  /** "I forgot my password." */
  | { readonly at: 'recover' }
  /** An admin's link to begin anew. */
  | { readonly at: 'reset' }
  | { readonly at: 'patients' }
  | { readonly at: 'appointments' }
  /** A patient's file, and one note; both are sealed records. */
  | { readonly at: 'patient'; readonly record: RecordId }
  | { readonly at: 'note'; readonly record: RecordId }
  | { readonly at: 'room'; readonly room: RoomId }
  | { readonly at: 'join'; readonly invite: InviteId }
  /** The same link, with one's account. */
  | { readonly at: 'come'; readonly invite: InviteId }
  | { readonly at: 'nowhere' };

/** The screens about patients. */
export type RecordsRoute = Extract<Route, { at: 'patients' | 'patient' | 'note' }>;
export const isOfRecords = (route: Route): route is RecordsRoute =>
  route.at === 'patients' || route.at === 'patient' || route.at === 'note';

/** Screens whose path is their name. */
const PLAIN = ['admin', 'appointments', 'audit', 'account', 'patients', 'welcome', 'recover', 'reset'] as const;
const isPlain = (name: string): name is (typeof PLAIN)[number] => PLAIN.some((one) => one === name);

/** The screen of a path; anything unknown is `nowhere`. */
export function routeOf(path: string): Route {
  const [first = '', second = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return { at: 'nowhere' };
  if (second === '') {
    if (first === '') return { at: 'home' };
    if (isPlain(first)) return { at: first };
    return { at: 'nowhere' };
  }
  if (!isUuid(second)) return { at: 'nowhere' };
  if (first === 'patient' || first === 'note') return { at: first, record: second as RecordId };
  if (first === 'room') return { at: 'room', room: second as RoomId };
  if (first === 'come') return { at: 'come', invite: second as InviteId };
  if (first === 'join') return { at: 'join', invite: second as InviteId };
  return { at: 'nowhere' };
}

/** The path of a screen. */
export function pathOf(route: Exclude<Route, { at: 'nowhere' }>): string {
  switch (route.at) {
    case 'home':
      return '/';
    case 'admin':
    case 'appointments':
    case 'audit':
    case 'account':
    case 'patients':
    case 'welcome':
    case 'recover':
    case 'reset':
      return `/${route.at}`;
    case 'patient':
    case 'note':
      return `/${route.at}/${route.record}`;
    case 'room':
      return `/room/${route.room}`;
    case 'join':
    case 'come':
      return `/${route.at}/${route.invite}`;
  }
}
