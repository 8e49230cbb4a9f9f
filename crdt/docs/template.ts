/**
 * What lies beneath a drawing. Y.Map `templates`: entry id -> one laying as one binary value: version (1), author 16, then varints order, at (ms) and the
 * template's number, 0 for none. The last of them by order, then id, is what lies there; taken back by undo it is gone, and what lay there before lies there again.
 */
import type * as Y from 'yjs';
import { uuidBytes, uuidFrom, type MemberId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { templatesOf } from './board.ts';
import { createReader, createWriter } from './bytes.ts';
import { isEntryId, newEntryId } from './entry-id.ts';
import { comparePaint } from './paint-order.ts';
import { MAX_ORDER } from './stroke.ts';

const VERSION = 1;
const MAX_AT = 2 ** 48;
/** No template's number is higher. Which number is which is the board's to know, and one is never used again. */
export const MOST_TEMPLATES = 1023;
export const NO_TEMPLATE = 0;

export type Laying = { readonly author: MemberId; readonly order: number; readonly at: number; readonly template: number };

/** Throws RangeError for what no reader would take. */
export function encodeLaying({ author, order, at, template }: Laying): Uint8Array {
  const isCount = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;
  if (!isCount(template, MOST_TEMPLATES) || !isCount(order, MAX_ORDER)) throw new RangeError('no template has this number');
  const writer = createWriter();
  writer.byte(VERSION);
  writer.raw(uuidBytes(author));
  writer.varint(order);
  writer.varint(Math.max(0, Math.min(Math.floor(at), MAX_AT)));
  writer.varint(template);
  return writer.done();
}

/** Undefined for whatever is not exactly this. */
export function decodeLaying(bytes: unknown): Laying | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length < 20 || bytes[0] !== VERSION) return undefined;
  const reader = createReader(bytes);
  reader.byte();
  const author = uuidFrom<MemberId>(reader.raw(16));
  const [order, at, template] = [reader.varint(MAX_ORDER), reader.varint(MAX_AT), reader.varint(MOST_TEMPLATES)];
  return reader.finished ? { author, order, at, template } : undefined;
}

/** Whether the device that writes under that Yjs client id may lay something beneath the drawing. */
export type MayLay = (writer: number) => boolean;
export type LaidEntry = Laying & { readonly id: string; readonly bytes: unknown; readonly writer: number };

/** All layings that count, the one that stands last. */
export function layings(doc: Y.Doc, mayLay: MayLay): readonly LaidEntry[] {
  const map = templatesOf(doc);
  return [...map]
    .flatMap(([id, bytes]) => {
      const laying = isEntryId(id) ? decodeLaying(bytes) : undefined;
      const writer = map._map.get(id)?.id.client ?? 0;
      return laying !== undefined && mayLay(writer) ? [{ ...laying, id, bytes, writer }] : [];
    })
    .sort(comparePaint);
}

/** The number of the template that lies there, or none. */
export const templateOf = (doc: Y.Doc, mayLay: MayLay): number => layings(doc, mayLay).at(-1)?.template ?? NO_TEMPLATE;

/** Lays that template in place of what lies there, or none, as one update of the doc. What lies there already is not laid again. */
export function layTemplate(
  doc: Y.Doc,
  { template, author, at }: Omit<Laying, 'order'>,
  { random, mayLay, origin }: { readonly random: Random; readonly mayLay: MayLay; readonly origin: unknown },
): void {
  const last = layings(doc, mayLay).at(-1);
  if ((last?.template ?? NO_TEMPLATE) === template) return;
  const bytes = encodeLaying({ author, order: Math.min((last?.order ?? 0) + 1, MAX_ORDER), at, template });
  doc.transact(() => void templatesOf(doc).set(newEntryId(random), bytes), origin);
}
