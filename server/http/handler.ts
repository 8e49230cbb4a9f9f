/** What a route's handler gets and gives. Everything is checked before: shape, right, rate and origin. */
import type { AccountId, InviteId, RecordId, RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { From, Self } from '#server/access/deps.ts';
import type { AccountSignIn } from '#server/access/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteName, RouteQuery, RouteReply } from '#server/contract/http.ts';

/** The ids in a route's path. */
export type Params<Name extends string> = (Name extends `${string}:room/${string}` ? { readonly room: RoomId } : unknown) &
  (Name extends `${string}:invite/${string}` ? { readonly invite: InviteId } : unknown) &
  (Name extends `${string}:record${'' | `/${string}`}` ? { readonly record: RecordId } : unknown);

export type Request<Name extends RouteName> = {
  readonly body: RouteBody<Name>;
  readonly params: Params<Name>;
  readonly query: RouteQuery<Name>;
  /** Who is signed in. Throws on a public route: a handler asks only where the row does. */
  readonly account: () => AccountId;
  /** The same with its roles and what it has shown. */
  readonly signIn: () => AccountSignIn;
  readonly cookieHeader: string | undefined;
  readonly from: From;
  /** Whether it comes from this machine itself, with no proxy between. */
  readonly local: boolean;
  /** Sends this Set-Cookie header with the answer. */
  setCookie(header: string): void;
};

export type Handler<Name extends RouteName> = (request: Request<Name>) => Promise<Result<RouteReply<Name>, ErrorCode>>;
/** One for each row of the contract: a route without a handler does not compile. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> };

export type AnyRequest = Pick<Request<'POST /api/sign-out'>, 'setCookie' | 'account' | 'cookieHeader' | 'from'>;

/** Whose act it is, in which sign-in, from where. */
export const selfOf = ({ account, cookieHeader, from }: Pick<AnyRequest, 'account' | 'cookieHeader' | 'from'>): Self => ({
  account: account(),
  cookieHeader,
  from,
});
