/**
 * What somebody answers before a session, for the therapist alone: where they are, how to reach them, and whether they agree. The form of
 * it, and what is wrong with a field; without cryptography, so that the lobby can ask before anything heavy is loaded. Sealed by
 * invite.ts. Encoded as JSON with exactly these fields.
 */
import { ASKS, type Ask } from '../base/asks.ts';
import { base64url, fromBase64url, fromUtf8, utf8 } from '../base/bytes.ts';

/** In characters. */
export const CHECK_IN_LIMITS = { place: 200, phone: 40, contact: 80, consent: 2000 } as const;
/** A number has at least the digits of a short local one, and no more than E.164 (15) and an extension of five. */
const DIGITS = { least: 5, most: 20 };
/** Digits and what people write between them; "ext" and "x" before an extension. */
const PHONE = /^\+?[\d\s().\-/·]+((ext\.?|x|#)\s?\d{1,5})?$/i;
const HASH_BYTES = 32;
const VERSION = 1;

export type CheckIn = {
  /** Where they are now, as an address somebody could be sent to. */
  readonly place?: string;
  /** To be called back at. */
  readonly phone?: string;
  /** Whom to call in an emergency. */
  readonly contact?: { readonly name: string; readonly phone: string };
  readonly alone?: boolean;
  /** `textHash`: SHA-256 of the words that were shown, so that what was agreed to is beyond doubt. */
  readonly consent?: { readonly agreed: boolean; readonly textHash: Uint8Array };
};

/** What is wrong with an answer. */
export type Wrong = 'empty' | 'too-long' | 'no-number';

export const wrongText = (text: string, most: number): Wrong | undefined =>
  text.trim() === '' ? 'empty' : text.trim().length > most ? 'too-long' : undefined;

/** Lenient: everything that a person could dial. */
export function wrongPhone(text: string): Wrong | undefined {
  const wrong = wrongText(text, CHECK_IN_LIMITS.phone);
  if (wrong !== undefined) return wrong;
  const digits = text.replaceAll(/\D/g, '').length;
  return PHONE.test(text.trim()) && digits >= DIGITS.least && digits <= DIGITS.most ? undefined : 'no-number';
}

/** Whether exactly what was asked is answered. */
export const answersAll = (checkIn: CheckIn, asks: readonly Ask[]): boolean =>
  ASKS.every((ask) => asks.includes(ask) === (checkIn[ask] !== undefined));

/** Throws RangeError on an answer that `wrongText` or `wrongPhone` would not let pass: the form asked them. */
export function encodeCheckIn(checkIn: CheckIn): Uint8Array {
  const { consent, ...rest } = checkIn;
  const agreed = consent && { agreed: consent.agreed, text: base64url(consent.textHash) };
  const bytes = utf8(JSON.stringify({ v: VERSION, ...rest, ...(agreed === undefined ? {} : { consent: agreed }) }));
  if (decodeCheckIn(bytes) === undefined) throw new RangeError('not the answers of a check-in');
  return bytes;
}

/** Undefined when it is anything else than a check-in: whoever held the link may have written what they like. */
export function decodeCheckIn(bytes: Uint8Array): CheckIn | undefined {
  const text = fromUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (value: object, names: readonly string[]): boolean => Object.keys(value).every((name) => names.includes(name));
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && wrongText(value, most) === undefined;
const isPhone = (value: unknown): value is string => typeof value === 'string' && wrongPhone(value) === undefined;

function read(value: unknown): CheckIn | undefined {
  if (!isObject(value) || value['v'] !== VERSION || !hasOnly(value, ['v', ...ASKS])) return undefined;
  const { place, phone, contact, alone, consent } = value;
  if (place !== undefined && !isText(place, CHECK_IN_LIMITS.place)) return undefined;
  if (phone !== undefined && !isPhone(phone)) return undefined;
  if (alone !== undefined && typeof alone !== 'boolean') return undefined;
  const whom = contact === undefined ? undefined : readContact(contact);
  const agreed = consent === undefined ? undefined : readConsent(consent);
  if ((contact !== undefined && whom === undefined) || (consent !== undefined && agreed === undefined)) return undefined;
  return {
    ...(place === undefined ? {} : { place }),
    ...(phone === undefined ? {} : { phone }),
    ...(whom === undefined ? {} : { contact: whom }),
    ...(alone === undefined ? {} : { alone }),
    ...(agreed === undefined ? {} : { consent: agreed }),
  };
}

function readContact(value: unknown): CheckIn['contact'] {
  if (!isObject(value) || !hasOnly(value, ['name', 'phone'])) return undefined;
  const { name, phone } = value;
  return isText(name, CHECK_IN_LIMITS.contact) && isPhone(phone) ? { name, phone } : undefined;
}

function readConsent(value: unknown): CheckIn['consent'] {
  if (!isObject(value) || !hasOnly(value, ['agreed', 'text'])) return undefined;
  const { agreed, text } = value;
  const textHash = typeof text === 'string' && text.length < 64 ? fromBase64url(text) : undefined;
  return typeof agreed === 'boolean' && textHash?.length === HASH_BYTES ? { agreed, textHash } : undefined;
}
