import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import {
  createForm,
  encodeForm,
  FORM_TEXT_CHARS,
  holdsSame,
  mergeForm,
  readForm,
  setText,
  setValue,
  textOf,
  valueNames,
  valueOf,
} from '#crdt/docs/form.ts';
import { CHEAP, hostileBytes, seed } from '#tests/support/fuzz.ts';
import { createSeededRandom } from '#tests/support/random.ts';

const filled = () => {
  const form = createForm();
  setText(form, 'subjective', 'Slept badly.\nDreamt of the sea.');
  setValue(form, 'format', 'soap');
  setValue(form, 'room/2', 'yes');
  setValue(form, 'room/1', 'yes');
  return form;
};
const copyOf = (form: Y.Doc): Y.Doc => {
  const copy = readForm(encodeForm(form));
  if (copy === undefined) throw new Error('no form');
  return copy;
};

test('[N20] a form is read as it was written', () => {
  const copy = copyOf(filled());
  expect(textOf(copy, 'subjective')).toBe('Slept badly.\nDreamt of the sea.');
  expect([valueOf(copy, 'format'), valueOf(copy, 'other'), textOf(copy, 'other')]).toEqual(['soap', '', '']);
  expect(valueNames(copy, 'room/')).toEqual(['room/1', 'room/2']);
  expect(holdsSame(copy, filled())).toBe(true);
});

test('[N21] what two windows wrote apart into one text is merged, wherever they wrote; of a value the last one holds in both', () => {
  const [one, other] = [filled(), createForm()];
  mergeForm(other, encodeForm(one));
  setText(one, 'subjective', 'Slept very badly.\nDreamt of the sea.');
  setText(other, 'subjective', 'Slept badly.\nDreamt of the sea, again.');
  setValue(one, 'format', 'dap');
  setValue(other, 'format', 'birp');
  mergeForm(one, encodeForm(other));
  mergeForm(other, encodeForm(one));
  expect(textOf(one, 'subjective')).toBe('Slept very badly.\nDreamt of the sea, again.');
  expect(holdsSame(one, other)).toBe(true);
  expect(['dap', 'birp']).toContain(valueOf(one, 'format'));
});

test('[N21] an older state merged again changes nothing', () => {
  const form = filled();
  const old = encodeForm(form);
  setText(form, 'subjective', '');
  setValue(form, 'format', '');
  expect(mergeForm(form, old)).toBe(true);
  expect([textOf(form, 'subjective'), valueOf(form, 'format')]).toEqual(['', '']);
});

test('[N22] setting a text changes only what differs: emptied, put before, after and between, with characters beyond the BMP', () => {
  const form = createForm();
  for (const text of ['abc', 'abxc', 'zabxc', 'zabxcy', '', '🌊 sea', '🌊🌊 sea', 'aaa', 'aa', 'aaaa']) {
    setText(form, 'free', text);
    expect(textOf(form, 'free')).toBe(text);
    expect(textOf(copyOf(form), 'free')).toBe(text);
  }
});

test('[N23] bytes that are no form give none, and leave a form as it was', () => {
  const form = filled();
  const good = encodeForm(form);
  for (const bytes of hostileBytes(createSeededRandom(seed), CHEAP / 5, [good])) {
    const read = readForm(bytes);
    if (read !== undefined) expect(textOf(read, 'subjective').length).toBeLessThanOrEqual(FORM_TEXT_CHARS);
    read?.destroy();
  }
  const before = encodeForm(form);
  expect(mergeForm(form, Uint8Array.of(1, 2, 3))).toBe(false);
  expect(encodeForm(form)).toEqual(before);
});

test('[N23] values of another type, and too long ones, are not believed', () => {
  const form = createForm();
  form.getMap('values').set('format', { is: 'an object' });
  form.getMap('values').set('long', 'x'.repeat(10_000));
  form.getText('text/free').insert(0, 'y'.repeat(FORM_TEXT_CHARS + 5));
  const copy = copyOf(form);
  expect([valueOf(copy, 'format'), valueOf(copy, 'long').length, textOf(copy, 'free').length]).toEqual(['', 400, FORM_TEXT_CHARS]);
  expect(valueNames(copy)).toEqual(['long']);
});
