import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { checkUpdate } from '#crdt/sync/yjs-bounds.ts';
import { hostile, seededRandom } from '../seeded.ts';

const CLIENT = 77;

function texts(): { doc: Y.Doc; update: Uint8Array } {
  const doc = new Y.Doc();
  doc.clientID = CLIENT;
  const list = doc.getArray<unknown>('texts');
  list.push(['a', 'b', new Y.Map([['k', Uint8Array.of(1, 2)]])]);
  list.delete(1);
  doc.getText('t').insert(0, 'word');
  return { doc, update: Y.encodeStateAsUpdate(doc) };
}

test("[S8] an honest update passes, and only under its sender's Yjs client id", () => {
  const { update } = texts();
  expect(checkUpdate(update, CLIENT)).toEqual({ ok: true, value: { from: 0, to: 8 } });
  expect(checkUpdate(update, CLIENT + 1)).toEqual({ ok: false, code: 'foreign-structs' });
});

test('[S8] bytes of whatever kind are decided about without throwing', () => {
  const { update } = texts();
  const outcomes = new Set<string>();
  for (const bytes of hostile(seededRandom('bounds'), 3000, update)) {
    const outcome = checkUpdate(bytes, CLIENT);
    outcomes.add(outcome.ok ? 'ok' : outcome.code);
  }
  expect(outcomes).toContain('malformed');
});

test('[S8] an update with a hole in its clocks, a subdocument or overlapping deletions does not pass', () => {
  const { doc, update } = texts();
  const before = Y.encodeStateVector(doc);
  doc.getText('t').insert(0, 'more');
  const middle = Y.encodeStateVector(doc);
  doc.getText('t').insert(0, 'last');
  const hole = Y.mergeUpdates([update, Y.encodeStateAsUpdate(doc, middle)]);
  expect(Y.decodeUpdate(Y.encodeStateAsUpdate(doc, before)).structs.length).toBeGreaterThan(1);
  expect(checkUpdate(hole, CLIENT)).toEqual({ ok: false, code: 'malformed' });
  const parent = new Y.Doc();
  parent.clientID = CLIENT;
  parent.getArray('docs').push([new Y.Doc()]);
  expect(checkUpdate(Y.encodeStateAsUpdate(parent), CLIENT)).toEqual({ ok: false, code: 'malformed' });
  // No structs; one client with two ranges of deletions, 0..9 twice.
  expect(checkUpdate(Uint8Array.of(0, 1, CLIENT, 2, 0, 9, 0, 9), CLIENT)).toEqual({ ok: false, code: 'malformed' });
});
