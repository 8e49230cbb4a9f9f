/**
 * What a sealed record holds: named texts that two windows may write at once (a Y.Text each), and named values of which the last one set holds.
 * Each version of a record is the whole doc as one Yjs update, so that two that went apart are merged and never overwritten. Of the encoding V1, whose reader ends with the bytes: V2's run
 * lengths let few of them count for millions of structs.
 */
import * as Y from 'yjs';

/** The most characters of one text. */
export const FORM_TEXT_CHARS = 40_000;
/** The most characters of one value. */
export const FORM_VALUE_CHARS = 400;
/** The most bytes of one small file in a form. */
export const FORM_FILE_BYTES = 24 * 1024;
const VALUES = 'values';
const FILES = 'files';
const TEXT = 'text/';

export type Form = Y.Doc;

export const createForm = (): Form => new Y.Doc();

/** The whole form; what `readForm` reads. */
export const encodeForm = (form: Form): Uint8Array => Y.encodeStateAsUpdate(form);

/** A form of its own; undefined for bytes that are none. */
export function readForm(bytes: Uint8Array): Form | undefined {
  const form = createForm();
  try {
    Y.applyUpdate(form, bytes);
    return form;
  } catch {
    form.destroy();
    return undefined;
  }
}

/** Takes over all that another state of the same form holds; false, and nothing taken over, for bytes that are none. */
export function mergeForm(form: Form, bytes: Uint8Array): boolean {
  // Read apart first: what fails half-way would leave half of it.
  const other = readForm(bytes);
  if (other === undefined) return false;
  Y.applyUpdate(form, encodeForm(other));
  other.destroy();
  return true;
}

/** Whether both hold the same texts and values, whatever their histories. */
export const holdsSame = (a: Form, b: Form): boolean => JSON.stringify(allOf(a)) === JSON.stringify(allOf(b));

export const textOf = (form: Form, name: string): string =>
  form
    .getText(TEXT + name)
    .toJSON()
    .slice(0, FORM_TEXT_CHARS);

/** Makes the text read `text` by changing only what differs between both ends, so that what another writes elsewhere in it stays. */
export function setText(form: Form, name: string, text: string): void {
  const shared = form.getText(TEXT + name);
  const before = shared.toJSON();
  const after = text.slice(0, FORM_TEXT_CHARS);
  if (before === after) return;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  form.transact(() => {
    shared.delete(start, before.length - start - end);
    shared.insert(start, after.slice(start, after.length - end));
  });
}

/** Empty where none was set, or something that is no text stands there. */
export function valueOf(form: Form, name: string): string {
  const value: unknown = form.getMap(VALUES).get(name);
  return typeof value === 'string' ? value.slice(0, FORM_VALUE_CHARS) : '';
}

export function setValue(form: Form, name: string, value: string): void {
  if (valueOf(form, name) !== value) form.getMap(VALUES).set(name, value.slice(0, FORM_VALUE_CHARS));
}

/** A small file, as a thumbnail; undefined where none was set, or something else stands there. */
export function fileOf(form: Form, name: string): Uint8Array | undefined {
  const file: unknown = form.getMap(FILES).get(name);
  return file instanceof Uint8Array && file.length <= FORM_FILE_BYTES ? file : undefined;
}

/** Throws RangeError for one that nobody would read. */
export function setFile(form: Form, name: string, bytes: Uint8Array): void {
  if (bytes.length > FORM_FILE_BYTES) throw new RangeError('too large to lie in a form');
  form.getMap(FILES).set(name, bytes);
}

/** The names of all values that are set and not empty, sorted; `beginning` with this. */
export const valueNames = (form: Form, beginning = ''): string[] =>
  [...form.getMap(VALUES).keys()].filter((name) => name.startsWith(beginning) && valueOf(form, name) !== '').toSorted();

/** Everything in it, by name. */
function allOf(form: Form): unknown {
  // What came as an update has roots without a type until somebody asks for them.
  const texts = [...form.share.keys()].filter((name) => name.startsWith(TEXT)).toSorted();
  return [
    texts.map((name) => [name, form.getText(name).toJSON()] as const).filter(([, text]) => text !== ''),
    valueNames(form).map((name) => [name, valueOf(form, name)]),
  ];
}
