/** The port by which reminders leave: one adapter for each channel (mail.ts, text-message.ts). */
import type { Result } from '#crdt/base/result.ts';
import type { ReminderWords } from './reminder-words.ts';

export type Message = ReminderWords & {
  /** The same for each try, so that a mail system can tell that it had it. */
  readonly id: string;
  /** An address or a number. */
  readonly recipient: string;
};

/** `refused`: trying again changes nothing. `later`: it may. */
export type SendFault = 'refused' | 'later';

export type Sender = {
  /** Resolves once the message was taken over for delivery. Never throws, and never logs whom it is for. */
  send(message: Message): Promise<Result<undefined, SendFault>>;
  close(): void;
};
