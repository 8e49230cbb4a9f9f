/** How a room speaks to one connection. The gateway implements it over Socket.IO; tests with an array. */
import type { ErrorCode } from '#server/contract/errors.ts';
import type { DownBody, DownName } from '#server/contract/messages.ts';

export interface Port {
  send<Name extends DownName>(name: Name, body: DownBody<Name>): void;
  /** Writes a frame (contract/parser.ts) as it is: encoded once for all who get it. */
  relay(frame: Uint8Array): void;
  /** An encoded log/committed notice; may wait a moment for company, keeps its order among relays. */
  confirm(notice: Uint8Array): void;
  /** Something of theirs was dropped without an answer: count it. */
  dropped(code: ErrorCode): void;
  /** Resolves when what was sent so far has left, or the connection is gone: streams wait for it. */
  drained(): Promise<void>;
  /** Ends the connection; they may come again. */
  close(): void;
}
