/** A record under somebody's hands, over a real server that can go away, in windows of one account that know nothing of each other. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createForm, encodeForm, setText, setValue, textOf, valueOf, type Form } from '#crdt/docs/form.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { Result } from '#crdt/base/result.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { readHistory, readOne, type OpenRecord } from '#client/room/record-reading.ts';
import { createRecord, deleteRecord, restoreRecord } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { EDITOR_TIMES, openRecordEditor, type RecordEditor } from '#client/store/record-editor.ts';
import { findLeaks, wordNeedle } from '#tests/support/canary.ts';
import { createHandClock, type HandClock } from '#tests/support/clock.ts';
import { register } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { until } from '../room/until.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let ada: Session;
let note: OpenRecord;
let clock: HandClock;

beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  const password = 'correct horse battery staple';
  const http = createHttp({ origin: practice.origin });
  ada = good(await register({ http, email: 'ada@example.org', password, name: 'Ada', alsoTherapist: true }));
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(async () => {
  clock = createHandClock();
  note = good(await createRecord(ada, { kind: 'progress-note', content: encodeForm(createForm()) }));
});

/** A window of its own: what rests on its device is given, or nothing does. */
async function open(storage: Storage = createMemoryStorage(), record = note): Promise<RecordEditor> {
  const editor = await openRecordEditor({ session: { ...ada, storage }, record, clock });
  if (editor === undefined) throw new Error('no form');
  return editor;
}
const type = (editor: RecordEditor, text: string, name = 'free'): void => editor.change((form: Form) => setText(form, name, text));
const newest = async (): Promise<OpenRecord> => {
  const read = good(await readOne(ada, note.record));
  if (read.is !== 'open') throw new Error(read.fault);
  return read;
};
const versions = async (): Promise<number> => good(good(await readHistory(ada, await newest()))).versions.length;
const is = (editor: RecordEditor, state: string) => until(editor.state, (now) => now.is === state);

test('[N30] what is typed is kept when somebody pauses, and in the midst of long typing; one version for each', async () => {
  const editor = await open();
  type(editor, 'slept');
  type(editor, 'slept badly');
  expect(editor.state.value.is).toBe('changed');
  await clock.advance(EDITOR_TIMES.idleMs);
  await is(editor, 'kept');
  expect(await versions()).toBe(2);
  for (let i = 0; i < 12 && editor.state.value.is !== 'saving'; i++) {
    type(editor, 'x'.repeat(i + 1));
    await clock.advance(EDITOR_TIMES.idleMs - 500);
  }
  await is(editor, 'kept');
  expect(await versions()).toBe(3);
  expect(await editor.flush()).toBe(true);
  expect(await versions()).toBe(3);
});

test('[N31] what was typed while the server was away rests sealed on the device, and is kept when it is back, after a reload too', async () => {
  const storage = createMemoryStorage();
  const editor = await open(storage);
  await practice.stop();
  type(editor, 'canarytypedoffline');
  await clock.advance(EDITOR_TIMES.idleMs);
  await is(editor, 'waiting');
  const sealed = await storage.drafts.load(note.record);
  if (sealed === undefined) throw new Error('nothing rests here');
  expect(findLeaks([{ name: 'draft', bytes: sealed }], [wordNeedle('canarytypedoffline')])).toEqual([]);
  // The page is loaded anew: nothing of the editor is left but what rests here.
  const again = await open(storage);
  expect(textOf(again.form, 'free')).toBe('canarytypedoffline');
  expect(again.state.value.is).toBe('changed');
  await practice.start();
  await clock.advance(EDITOR_TIMES.retryMs);
  await Promise.all([is(again, 'kept'), is(editor, 'kept')]);
  expect(textOf(good(await opened()), 'free')).toBe('canarytypedoffline');
  expect(await storage.drafts.load(note.record)).toBeUndefined();
});
const opened = async (): Promise<Result<Form, string>> => {
  const editor = await open(createMemoryStorage(), await newest());
  return { ok: true, value: editor.form };
};

test('[N32] two windows that write at once have it all, and it is said; nothing is overwritten', async () => {
  const [desk, phone] = [await open(), await open()];
  type(desk, 'Slept badly.');
  expect(await desk.flush()).toBe(true);
  type(phone, 'Drew a house.', 'objective');
  phone.change((form) => setValue(form, 'format', 'soap'));
  expect(await phone.flush()).toBe(true);
  expect([textOf(phone.form, 'free'), textOf(phone.form, 'objective')]).toEqual(['Slept badly.', 'Drew a house.']);
  expect([phone.merged.value, desk.merged.value]).toEqual([1, 0]);
  type(desk, 'Slept badly. Better now.');
  expect(await desk.flush()).toBe(true);
  const form = good(await opened());
  expect([textOf(form, 'free'), textOf(form, 'objective'), valueOf(form, 'format')]).toEqual([
    'Slept badly. Better now.',
    'Drew a house.',
    'soap',
  ]);
});

test('[N33] signing keeps what was typed and shuts the record; what another window kept meanwhile has to be seen first', async () => {
  const [desk, phone] = [await open(), await open()];
  type(desk, 'from the desk');
  await desk.flush();
  type(phone, 'from the phone', 'plan');
  expect(await phone.sign()).toBe('changed_meanwhile');
  expect(textOf(phone.form, 'free')).toBe('from the desk');
  expect(await phone.sign()).toBeUndefined();
  expect(phone.record.value.head.closed).toBe(true);
  type(phone, 'after it');
  expect([textOf(phone.form, 'free'), phone.state.value.is]).toEqual(['from the desk', 'kept']);
  type(desk, 'too late');
  expect(await desk.flush()).toBe(false);
  expect(desk.state.value).toEqual({ is: 'refused', code: 'record_closed' });
  expect((await newest()).head).toEqual(phone.record.value.head);
});

test('[N34] of a record that was deleted meanwhile nothing typed is lost: restored, it is kept', async () => {
  const editor = await open();
  good(await deleteRecord(ada, note.record));
  type(editor, 'still here');
  expect(await editor.flush()).toBe(false);
  expect(editor.state.value).toEqual({ is: 'refused', code: 'record_deleted' });
  good(await restoreRecord(ada, note.record));
  expect(await editor.flush()).toBe(true);
  expect(textOf(good(await opened()), 'free')).toBe('still here');
});

test('[N31] whoever goes away at once loses nothing either', async () => {
  const editor = await open();
  type(editor, 'typed and gone');
  await editor.close();
  expect(textOf(good(await opened()), 'free')).toBe('typed and gone');
  expect(clock.waiting).toBe(0);
});
