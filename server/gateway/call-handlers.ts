/** What the gateway needs of the call: media/sfu's `Calls` is one. Bodies are checked against the contract before. */
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { CALL_DOWN, CALL_UP } from '#server/contract/call.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { DownBody, UpBody, UpReply } from '#server/contract/messages.ts';

export type CallName = keyof typeof CALL_UP;
export const isCall = (name: string): name is CallName => name.startsWith('call/');

/** One connection inside a room; always the same object for the same connection. */
export type CallConnection = {
  readonly room: RoomId;
  readonly member: MemberId;
  readonly device: Uint8Array;
  notify<Name extends keyof typeof CALL_DOWN>(name: Name, body: DownBody<Name>): void;
};

export interface CallHandlers {
  handle<Name extends CallName>(name: Name, connection: CallConnection, body: UpBody<Name>): Promise<Result<UpReply<Name>, ErrorCode>>;
  leave(connection: CallConnection): void;
}
