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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether `text` is a UUID in the one spelling Holdspace uses. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The 16 bytes of a UUID. Throws RangeError on anything else. */
export function uuidBytes(uuid: string): Uint8Array {
  if (!UUID.test(uuid)) throw new RangeError('not a UUID');
  const hex = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** The UUID spelling of 16 bytes. Throws RangeError on another length. */
export function uuidFrom<Id extends string = string>(bytes: Uint8Array): Id {
  if (bytes.length !== 16) throw new RangeError('a UUID has 16 bytes');
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
}
