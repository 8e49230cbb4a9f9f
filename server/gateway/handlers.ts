/** One handler for every row of the contract table that a connection may send; the types make a missing one an error. */
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { UpBody, UpName, UpReply } from '#server/contract/messages.ts';
import type { Seat } from '#server/rooms/seat-types.ts';
import type { CallConnection, CallHandlers, CallName } from './call-handlers.ts';

type HotName = 'log/append' | 'presence/send';
type SeatName = Exclude<UpName, CallName | HotName | 'room/enter'>;
/** Rows that a seat answers; the gateway found the seat, its right and the body's shape. */
type SeatHandler<Name extends SeatName> = (seat: Seat, body: UpBody<Name>) => Promise<Result<UpReply<Name>, ErrorCode>>;

/** Who calls: a connection as its handlers see it. */
export type Caller = {
  readonly seat: Seat | undefined;
  readonly call: CallConnection | undefined;
  enter(body: UpBody<'room/enter'>): Promise<Result<unknown, ErrorCode>>;
};
export type Handler = (caller: Caller, body: unknown) => Promise<Result<unknown, ErrorCode>>;
export type Handlers = { readonly [Name in Exclude<UpName, HotName>]: Handler };

const SEATED: { readonly [Name in SeatName]: SeatHandler<Name> } = {
  'room/leave': async (seat) => {
    seat.leave();
    return ok({});
  },
  'room/admit': (seat, body) => seat.admit(body),
  'room/refuse': (seat, body) => seat.refuse(body),
  'room/turning': (seat) => seat.turning(),
  'room/turn': (seat, body) => seat.turn(body),
  'room/lock': (seat, body) => seat.lock(body),
  'room/end': (seat) => seat.end(),
  'log/open': (seat, body) => seat.open(body),
  'log/snapshot': (seat, body) => seat.snapshot(body),
  'log/digests': (seat, body) => seat.digests(body),
};
const CALLS: readonly CallName[] = [
  'call/join',
  'call/transport',
  'call/connect',
  'call/restart-ice',
  'call/produce',
  'call/set-producer',
  'call/consume',
  'call/set-consumer',
  'call/leave',
];

/** The table. `calls` is undefined where there is no media worker. */
export function createHandlers(calls: CallHandlers | undefined): Handlers {
  const seated = (name: SeatName): Handler => {
    const handler = SEATED[name] as (seat: Seat, body: unknown) => Promise<Result<unknown, ErrorCode>>;
    return async ({ seat }, body) => (seat === undefined ? fail('no_right') : await handler(seat, body));
  };
  const called = (name: CallName): Handler => {
    return async ({ call }, body) => {
      if (calls === undefined) return fail('not_ready');
      return call === undefined ? fail('no_right') : await calls.handle(name, call, body as UpBody<typeof name>);
    };
  };
  const table = {
    'room/enter': (caller, body) => caller.enter(body as UpBody<'room/enter'>),
    ...Object.fromEntries((Object.keys(SEATED) as SeatName[]).map((name) => [name, seated(name)])),
    ...Object.fromEntries(CALLS.map((name) => [name, called(name)])),
  } satisfies Record<string, Handler>;
  return table as unknown as Handlers;
}
