/** Reminders by e-mail, through any SMTP server (RFC 5321, submission by RFC 6409). */
import { createTransport } from 'nodemailer';
import { fail, ok } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import type { Sender } from './sender.ts';

export type MailSettings = {
  /** smtps://NAME:PASSWORD@HOST, or smtp:// which turns to TLS before anything is said. */
  readonly url: Secret;
  readonly from: string;
};

const TIMEOUT_MS = 20_000;

/** Nothing is said to another machine without TLS (RFC 3207, RFC 8314). */
export function createMailSender({ url: given, from }: MailSettings): Sender {
  const url = new URL(Buffer.from(given.reveal()).toString('utf8'));
  const isHere = isThisMachine(url.hostname);
  const secure = url.protocol === 'smtps:';
  const { hostname: host, username, password } = url;
  const transport = createTransport({
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isHere,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/>$/, '').split('@').at(-1) ?? 'localhost';
  return {
    async send({ id, recipient, subject, text }) {
      try {
        await transport.sendMail({
          ...{ from, to: { name: '', address: recipient }, subject, text: `${text}\n`, messageId: `<${id}@${domain}>` },
          // No answer from a machine that is away (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return ok(undefined);
      } catch (error) {
        return fail(isRefusal(error) ? 'refused' : 'later');
      }
    },
    close: () => transport.close(),
  };
}

export const isThisMachine = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/** RFC 5321 section 4.2.1: 5yz is final, of this message. What failed before the message (a wrong password) may be set right. */
const isRefusal = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'responseCode' in error &&
  Number(error.responseCode) >= 500 &&
  'code' in error &&
  error.code === 'EENVELOPE';
