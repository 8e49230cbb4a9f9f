/**
 * Artwork that is kept: what is said of it is a record that can be changed, its picture another one that is signed shut as it is made, so that
 * every later look is at the very same picture.
 */
import { isUuid, type RecordId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { createForm, encodeForm, fileOf, setFile, setText, setValue, valueOf, type Form } from '#crdt/docs/form.ts';
import { readOne, type OpenRecord, type RecordFault } from '#client/room/record-reading.ts';
import { createRecord } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { listCards, type Listed } from './record-cards.ts';

/** What the patient said to its being kept; recorded with it. */
export const CONSENTS = [
  ['agreed', 'They agreed'],
  ['not-asked', 'They were not asked'],
  ['refused', 'They did not agree'],
] as const;
export type Consent = (typeof CONSENTS)[number][0];

export type ArtworkCard = {
  readonly record: RecordId;
  readonly title: string;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly tags: string;
  /** WebP; undefined where it has none that can be read. */
  readonly thumb: Uint8Array | undefined;
  readonly picture: RecordId | undefined;
};

export type NewArtwork = {
  readonly patient: RecordId;
  /** The session that it is of, where it is of one. */
  readonly room: string;
  readonly title: string;
  readonly day: string;
  readonly tags: string;
  readonly remarks: string;
  readonly consent: Consent;
  /** WebP */
  readonly picture: Uint8Array;
  readonly thumb: Uint8Array;
  /** Under which the two are made, also when it is tried again. */
  readonly ids: readonly [artwork: RecordId, picture: RecordId];
};

/** The picture first: what is said of it never stands without it. */
export async function keepArtwork(session: Session, art: NewArtwork): Promise<Result<RecordId, ErrorCode>> {
  const [record, picture] = art.ids;
  const subject = art.patient;
  const kept = await createRecord(session, { kind: 'picture', subject, content: art.picture, closing: true, record: picture });
  if (!kept.ok) return kept;
  const form = createForm();
  for (const name of ['title', 'day', 'tags', 'room', 'consent'] as const) setValue(form, name, art[name]);
  setValue(form, 'picture', picture);
  setText(form, 'remarks', art.remarks);
  setFile(form, 'thumb', art.thumb);
  const made = await createRecord(session, { kind: 'artwork', subject, content: encodeForm(form), record });
  form.destroy();
  return made.ok ? ok(record) : made;
}

/** The newest day first. */
export async function listArtwork(session: Session, patient: RecordId, deleted = false): Promise<Result<Listed<ArtworkCard>, ErrorCode>> {
  const listed = await listCards(session, { kind: 'artwork', subject: patient, deleted }, artworkCard);
  return listed.ok ? ok({ ...listed.value, cards: listed.value.cards.toSorted((a, b) => b.day.localeCompare(a.day)) }) : listed;
}

export function artworkCard({ record }: OpenRecord, form: Form): ArtworkCard {
  const picture = valueOf(form, 'picture');
  return {
    record,
    title: valueOf(form, 'title'),
    day: valueOf(form, 'day'),
    tags: valueOf(form, 'tags'),
    thumb: fileOf(form, 'thumb'),
    picture: isUuid(picture) ? (picture as RecordId) : undefined,
  };
}

/** The picture itself, WebP; the inner failure: what the server showed is not what was kept. */
export async function readPicture(session: Session, picture: RecordId): Promise<Result<Result<Uint8Array, RecordFault>, ErrorCode>> {
  const read = await readOne(session, picture);
  if (!read.ok) return read;
  if (read.value.is === 'damaged') return ok(fail(read.value.fault));
  const isPicture = read.value.place.kind === 'picture' && read.value.head.closed && read.value.head.version === 1;
  return ok(isPicture ? ok(read.value.content) : fail('other-record'));
}
