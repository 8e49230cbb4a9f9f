/** Reminders by text message, through Twilio's Programmable Messaging (REST API 2010-04-01, resource Messages). Off unless it is set up. */
import { fail, ok } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import type { Sender } from './sender.ts';

export type TwilioSettings = {
  readonly account: string;
  readonly token: Secret;
  /** A number of yours (E.164), or a messaging service's id (MG…). */
  readonly from: string;
  /** https://api.twilio.com, or that of another region. */
  readonly url: string;
};

const TIMEOUT_MS = 20_000;

export function createTwilioSender({ account, token, from, url }: TwilioSettings): Sender {
  const address = new URL(`/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`, url);
  const credentials = (): string => Buffer.from(`${account}:${Buffer.from(token.reveal()).toString('utf8')}`).toString('base64');
  const closing = new AbortController();
  return {
    async send({ recipient, text }) {
      const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers: { Authorization: `Basic ${credentials()}` },
          body: new URLSearchParams({ To: recipient, Body: text, ...sender }),
          redirect: 'error',
          signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        });
        await response.body?.cancel();
        if (response.ok) return ok(undefined);
        // 400: this number or text is refused. Credentials, rates and their own failures may be set right.
        return fail(response.status === 400 ? 'refused' : 'later');
      } catch {
        return fail('later');
      }
    },
    close: () => closing.abort(),
  };
}
