/** Copies of artwork and notes: made, given to people whose keys are confirmed, taken back; and those that others gave to oneself. */
import { isUuid, type AccountId, type RecordId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { createForm, encodeForm, fileOf, readForm, setFile, setText, setValue, textOf, valueOf, type Form } from '#crdt/docs/form.ts';
import { colleagueOf, type PeopleCode } from '#client/room/people.ts';
import { loadPins } from '#client/room/pins.ts';
import { listRecords, readOne, type OpenRecord, type RecordFault } from '#client/room/record-reading.ts';
import { createRecord } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { listShared, ownRecords, readShared, sharesGiven, shareRecords, unshareRecords } from '#client/room/sharing.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { ShareBasis, ShareView } from '#server/contract/http-sharing.ts';

/** What a copy holds: of its source what is meant for others, and nothing else. */
export type Copied = {
  readonly from: 'artwork' | 'note';
  readonly title: string;
  /** YYYY-MM-DD */
  readonly day: string;
  /** WebP */
  readonly thumb?: Uint8Array | undefined;
  /** The record of the picture, WebP. */
  readonly picture?: RecordId | undefined;
  readonly parts: readonly { readonly head: string; readonly text: string }[];
};
/** What copies are made of: its record, its patient's, and what of it is given. */
export type CopySource = { readonly record: RecordId; readonly patient: RecordId; read(): Promise<Result<Copied, ErrorCode>> };

const MOST_PARTS = 40;

function encodeCopy({ parts, thumb, picture, ...values }: Copied): Uint8Array {
  const form = createForm();
  for (const name of ['from', 'title', 'day'] as const) setValue(form, name, values[name]);
  if (picture !== undefined) setValue(form, 'picture', picture);
  if (thumb !== undefined) setFile(form, 'thumb', thumb);
  for (const [at, { head, text }] of parts.slice(0, MOST_PARTS).entries()) {
    setValue(form, `head-${at}`, head);
    setText(form, `part-${at}`, text);
  }
  const content = encodeForm(form);
  form.destroy();
  return content;
}

export function readCopy(form: Form): Copied {
  const picture = valueOf(form, 'picture');
  const parts = Array.from({ length: MOST_PARTS }, (_, at) => ({ head: valueOf(form, `head-${at}`), text: textOf(form, `part-${at}`) }));
  return {
    from: valueOf(form, 'from') === 'note' ? 'note' : 'artwork',
    title: valueOf(form, 'title'),
    day: valueOf(form, 'day'),
    thumb: fileOf(form, 'thumb'),
    picture: isUuid(picture) ? (picture as RecordId) : undefined,
    parts: parts.filter(({ head, text }) => head !== '' || text !== ''),
  };
}

export type Person = { readonly account: AccountId; readonly name: string };

/** Everybody whose keys this account confirmed, by name. */
export async function confirmedPeople(session: Session): Promise<Result<Person[], PeopleCode>> {
  const pins = await loadPins(session);
  if (!pins.ok) return pins;
  if (!pins.value.ok) return pins.value;
  const people = pins.value.value.pins.people.map(({ account, name }) => ({ account, name }));
  return ok(people.toSorted((a, b) => a.name.localeCompare(b.name)));
}

type Giving = {
  readonly source: CopySource;
  readonly person: Person;
  readonly basis: ShareBasis;
  readonly until: number | undefined;
  /** Under which the copy is made, also when it is tried again. */
  readonly copy: RecordId;
};
/** Makes a copy of what the source is now, and gives it, with its picture, to that person alone. */
export async function giveCopy(session: Session, { source, person, basis, until, copy }: Giving): Promise<Result<undefined, PeopleCode>> {
  const reader = await colleagueOf(session, person.account, person.name);
  if (!reader.ok) return reader;
  // Looked at before anything is made: a copy that nobody gets is of no use.
  if (reader.value.keys.standing !== 'confirmed') return fail('not_confirmed');
  const copied = await source.read();
  if (!copied.ok) return copied;
  const about = { kind: 'copy', subject: source.patient, parent: source.record, closing: true } as const;
  const made = await createRecord(session, { ...about, content: encodeCopy(copied.value), record: copy });
  if (!made.ok) return made;
  const pictures = await ownRecords(session, copied.value.picture === undefined ? [] : [copied.value.picture]);
  if (!pictures.ok) return pictures;
  return shareRecords({ session, records: [made.value, ...pictures.value], reader: reader.value, basis, until });
}

/** A copy that was given to somebody, as its owner sees it. */
export type Given = ShareView & { readonly name: string; readonly title: string };
export const stands = ({ revokedAt, until }: ShareView, now: number): boolean =>
  revokedAt === undefined && (until === undefined || until > now);

/** What was given to others of a patient's, the newest first; titles as they were given. */
export async function listGiven(session: Session, patient: RecordId): Promise<Result<Given[], PeopleCode>> {
  const [shares, people] = await Promise.all([sharesGiven(session, patient), confirmedPeople(session)]);
  if (!shares.ok) return shares;
  if (!people.ok) return people;
  const titles = new Map<RecordId, string>();
  // All at once: to read each by itself would be written down as having opened it.
  for (const deleted of [false, true]) {
    const copies = await listRecords(session, { kind: 'copy', subject: patient, deleted });
    if (!copies.ok) return copies;
    for (const one of copies.value) if (one.is === 'open') titles.set(one.record, copiedIn(one)?.title ?? '');
  }
  const nameOf = (account: AccountId): string => people.value.find((one) => one.account === account)?.name ?? '';
  return ok(shares.value.map((share) => ({ ...share, name: nameOf(share.reader), title: titles.get(share.record) ?? '' })));
}

/** From now on they are shown nothing of it; of its picture neither, unless another copy that they have holds the same. */
export async function takeBack(session: Session, share: Given, all: readonly Given[], now: number): Promise<Result<undefined, ErrorCode>> {
  const copied = await ownCopy(session, share.record);
  if (!copied.ok) return copied;
  const isHeldBy = (one: Given): boolean =>
    one.record !== share.record && one.parent === share.parent && one.reader === share.reader && stands(one, now);
  const picture = all.some(isHeldBy) ? undefined : copied.value?.picture;
  return unshareRecords(session, [share.record, ...(picture === undefined ? [] : [picture])], share.reader);
}

async function ownCopy(session: Session, record: RecordId): Promise<Result<Copied | undefined, ErrorCode>> {
  const read = await readOne(session, record);
  if (!read.ok) return read.code === 'not_found' ? ok(undefined) : read;
  return ok(read.value.is === 'open' ? copiedIn(read.value) : undefined);
}

function copiedIn({ content }: OpenRecord): Copied | undefined {
  const form = readForm(content);
  if (form === undefined) return undefined;
  const copied = readCopy(form);
  form.destroy();
  return copied;
}

/** A copy that somebody gave to this account. */
export type Received = {
  readonly record: RecordId;
  /** As this account calls them. */
  readonly by: string;
  readonly at: number;
  readonly until: number | undefined;
  readonly read:
    | { readonly is: 'open'; readonly copied: Copied; readonly open: OpenRecord }
    | { readonly is: 'damaged'; readonly fault: RecordFault | 'no-form' };
};

/** The newest first. */
export async function listReceived(session: Session): Promise<Result<Received[], ErrorCode>> {
  const listed = await listShared(session);
  if (!listed.ok) return listed;
  const received = listed.value.map(({ from, until, read }): Received => {
    const known = { record: read.record, by: from, at: read.createdAt, until };
    if (read.is === 'damaged') return { ...known, read };
    const copied = copiedIn(read);
    return { ...known, read: copied === undefined ? { is: 'damaged', fault: 'no-form' } : { is: 'open', copied, open: read } };
  });
  return ok(received.toReversed());
}

/** The picture of a copy, WebP; the inner failure: what the server showed is not what was given. */
export async function readReceivedPicture(
  session: Session,
  picture: RecordId,
  copy: OpenRecord,
): Promise<Result<Result<Uint8Array, RecordFault>, ErrorCode>> {
  const read = await readShared(session, picture, copy);
  if (!read.ok) return read;
  if (read.value.is === 'damaged') return ok(fail(read.value.fault));
  return ok(read.value.head.closed && read.value.head.version === 1 ? ok(read.value.content) : fail('other-record'));
}
