/** By which ways patients are reminded of appointments; none is set up by itself. */
import { z } from 'zod';
import { Secret } from '#crdt/base/secret.ts';
import { phone } from './contract/http-appointments.ts';
import { setting } from './setting.ts';

const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(Buffer.from(text, 'utf8')));
const smtp = z
  .string()
  .refine((text) => URL.canParse(text) && ['smtp:', 'smtps:'].includes(new URL(text).protocol), 'smtps://NAME:PASSWORD@HOST:PORT')
  .transform((text) => new Secret(Buffer.from(text, 'utf8')));

export const REMINDER_SETTINGS = {
  smtpUrl: setting({
    env: 'SMTP_URL',
    type: smtp.optional(),
    otherwise: 'none: nobody is reminded by e-mail',
    secret: true,
    sentence: 'Your mail server: smtps://NAME:PASSWORD@HOST, or smtp://…, which turns to TLS first unless it is this machine.',
  }),
  mailFrom: setting({
    env: 'MAIL_FROM',
    type: z
      .string()
      .max(200)
      .regex(/^[^\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/)
      .optional(),
    otherwise: 'none',
    sentence: 'Whom reminders come from: choose a name and an address that say nothing of therapy. SMTP_URL needs it.',
  }),
  twilioAccount: setting({
    env: 'TWILIO_ACCOUNT_SID',
    type: z
      .string()
      .regex(/^AC[0-9a-f]{32}$/)
      .optional(),
    otherwise: 'none: nobody is reminded by text message',
    sentence: 'Your Twilio account. They learn number, time and words of each reminder: sign a BAA with them first.',
  }),
  twilioToken: setting({
    env: 'TWILIO_AUTH_TOKEN',
    type: secret.optional(),
    otherwise: 'none',
    secret: true,
    sentence: "The Twilio account's token.",
  }),
  twilioFrom: setting({
    env: 'TWILIO_FROM',
    type: z.union([phone, z.string().regex(/^MG[0-9a-f]{32}$/)]).optional(),
    otherwise: 'none',
    sentence: 'Your number at Twilio (+…), or the id of a messaging service (MG…).',
  }),
  twilioUrl: setting({
    env: 'TWILIO_URL',
    type: z.url({ protocol: /^https?$/ }).default('https://api.twilio.com'),
    otherwise: 'https://api.twilio.com',
    sentence: "Where Twilio's API is, for another region of theirs.",
  }),
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** What is set up by halves, one line for each: somebody would believe that patients are reminded. */
export function halfReminders(env: Environment): string[] {
  const isSet = (name: string): boolean => [name, `${name}_FILE`].some((each) => (env[each] ?? '') !== '');
  const wrong: string[] = [];
  if (isSet('SMTP_URL') !== isSet('MAIL_FROM')) wrong.push('SMTP_URL and MAIL_FROM: set both, or none');
  const twilio = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'].map(isSet);
  if (twilio.includes(true) && twilio.includes(false))
    wrong.push('TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM: set all three, or none');
  return wrong;
}
