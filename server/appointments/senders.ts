/** The channels that are set up, each with its adapter. */
import type { Secret } from '#crdt/base/secret.ts';
import type { Channel } from '#db/appointments.ts';
import { createMailSender } from './mail.ts';
import type { Sender } from './sender.ts';
import { createTwilioSender } from './text-message.ts';

export type SenderSettings = {
  readonly smtpUrl?: Secret | undefined;
  readonly mailFrom?: string | undefined;
  readonly twilioAccount?: string | undefined;
  readonly twilioToken?: Secret | undefined;
  readonly twilioFrom?: string | undefined;
  readonly twilioUrl: string;
};

/** A channel whose settings are not whole is none. */
export function createSenders(settings: SenderSettings): ReadonlyMap<Channel, Sender> {
  const { smtpUrl, mailFrom, twilioAccount: account, twilioToken: token, twilioFrom, twilioUrl: url } = settings;
  const senders = new Map<Channel, Sender>();
  if (smtpUrl !== undefined && mailFrom !== undefined) senders.set('email', createMailSender({ url: smtpUrl, from: mailFrom }));
  if (account !== undefined && token !== undefined && twilioFrom !== undefined)
    senders.set('sms', createTwilioSender({ account, token, from: twilioFrom, url }));
  return senders;
}
