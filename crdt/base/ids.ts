/** Branded ids. In memory and JSON they are UUIDs (RFC 9562 v4, lower case); on the wire of the sealed log they are their 16 bytes. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One therapy session's isolated place. */
export type RoomId = Branded<'RoomId'>;
/** Somebody with rights in one room; the same person has another MemberId in another room. */
export type MemberId = Branded<'MemberId'>;
/** A signed-up person: therapist or admin (guests have none). */
export type AccountId = Branded<'AccountId'>;
/** One single-use invite link of a room. */
export type InviteId = Branded<'InviteId'>;
/** One sealed record: a patient's file, a note, an addendum, an artwork, its picture. */
export type RecordId = Branded<'RecordId'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether `text` is a UUID in the one spelling Holdspace uses. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The two digits of each byte; ids are spelled and read for every sealed update. */
const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Where the 16 bytes' digits stand in the spelling. */
const PLACES: readonly number[] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** The 16 bytes of a UUID. Throws RangeError on anything else. */
export function uuidBytes(uuid: string): Uint8Array {
  if (!UUID.test(uuid)) throw new RangeError('not a UUID');
  const bytes = new Uint8Array(16);
  PLACES.forEach((at, i) => {
    bytes[i] = (digit(uuid.charCodeAt(at)) << 4) | digit(uuid.charCodeAt(at + 1));
  });
  return bytes;
}

/** The UUID spelling of 16 bytes. Throws RangeError on another length. */
export function uuidFrom<Id extends string = string>(bytes: Uint8Array): Id {
  if (bytes.length !== 16) throw new RangeError('a UUID has 16 bytes');
  let text = '';
  for (let i = 0; i < 16; i++) text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + (PAIRS[bytes[i] ?? 0] ?? '');
  return text as Id;
}

/** The value of one lower-case hexadecimal digit. */
const digit = (code: number): number => (code < 58 ? code - 48 : code - 87);
