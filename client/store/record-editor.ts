/**
 * One record under somebody's hands: what is typed rests sealed on the device at once, becomes a version when they pause, and is brought together
 * with what another window or device kept meanwhile. Nothing typed is lost by a cut network, a reload or a crash.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { encodeForm, holdsSame, mergeForm, readForm, type Form } from '#crdt/docs/form.ts';
import { openDraft, sealDraft } from '#crdt/keys/record-draft.ts';
import { readOne, withRecordKey, type OpenRecord, type Reading } from '#client/room/record-reading.ts';
import { saveVersion } from '#client/room/records.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

export type SavedState =
  | { readonly is: 'kept' }
  /** Typed, and not kept yet: it will be in a moment. */
  | { readonly is: 'changed' }
  | { readonly is: 'saving' }
  /** The server is away. What was typed rests on this device, and is sent when it is back. */
  | { readonly is: 'waiting' }
  /** It cannot be kept as it is; the next change tries again. */
  | { readonly is: 'refused'; readonly code: ErrorCode | 'damaged' };

export type RecordEditor = {
  readonly form: Form;
  /** The newest version, as far as it is known here. */
  readonly record: ReadonlySignal<OpenRecord>;
  readonly state: ReadonlySignal<SavedState>;
  /** Goes up whenever the form holds something else. */
  readonly changes: ReadonlySignal<number>;
  /** How often something was taken over that another window or device had kept. */
  readonly merged: ReadonlySignal<number>;
  /** `work` changes the form. */
  change(work: (form: Form) => void): void;
  /** Keeps what was typed, now; whether all of it is kept. */
  flush(): Promise<boolean>;
  /** Keeps it and signs it shut; the code where it could not be. `changed_meanwhile`: it holds something new that has to be looked at first. */
  sign(): Promise<ErrorCode | 'damaged' | undefined>;
  /** Keeps what was typed on the device, and tries to at the server. Idempotent. */
  close(): Promise<void>;
};

export const EDITOR_TIMES = { draftMs: 300, idleMs: 1500, mostMs: 8000, retryMs: 4000 };

type Options = { readonly session: Reading; readonly record: OpenRecord; readonly clock: Clock; readonly times?: typeof EDITOR_TIMES };

/** Undefined where the newest version holds no form. What rests on the device of it is taken up. */
export async function openRecordEditor({
  session,
  record: opened,
  clock,
  times = EDITOR_TIMES,
}: Options): Promise<RecordEditor | undefined> {
  const { drafts } = session.storage;
  const read = readForm(opened.content);
  if (read === undefined) return undefined;
  const form: Form = read;
  const record = signal(opened);
  const state = signal<SavedState>({ is: 'kept' });
  const changes = signal(0);
  const merged = signal(0);
  /** What was typed by now, and how much of it is kept. */
  let [typed, kept] = [0, 0];
  let saving: Promise<void> | undefined;
  let closed = false;
  let dirtySince: number | undefined;
  const timers = new Map<'draft' | 'save', () => void>();
  const later = (name: 'draft' | 'save', ms: number, task: () => void): void => {
    timers.get(name)?.();
    timers.set(name, clock.after(ms, task));
  };
  form.on('update', () => changes.value++);

  async function saveDraft(): Promise<void> {
    try {
      const { record: id } = opened;
      const sealed = withRecordKey(session, opened, (key) => sealDraft(encodeForm(form), { record: id, key }, systemRandom));
      if (sealed !== undefined) await drafts.save(id, sealed);
    } catch {
      // Too long to be kept at all, which is said when it is saved; or a browser that keeps nothing.
    }
  }

  /** Takes over what another window kept; false where it cannot be believed, or is gone. */
  async function catchUp(): Promise<ErrorCode | 'damaged' | undefined> {
    const now = await readOne(session, opened.record);
    if (!now.ok) return now.code;
    if (now.value.is === 'damaged' || !mergeForm(form, now.value.content)) return 'damaged';
    if (now.value.head.version > record.value.head.version) merged.value++;
    record.value = now.value;
    const theirs = readForm(now.value.content);
    if (theirs !== undefined && holdsSame(form, theirs)) kept = typed;
    theirs?.destroy();
    return undefined;
  }

  async function save(closing = false): Promise<ErrorCode | 'damaged' | undefined> {
    for (;;) {
      const upTo = typed;
      if (kept === upTo && !closing) return undefined;
      const done = await saveVersion(session, record.value, encodeForm(form), { closing });
      if (done.ok) {
        record.value = done.value;
        kept = upTo;
        if (closing || kept === typed) return undefined;
        continue;
      }
      if (done.code !== 'changed_meanwhile') return done.code;
      const caught = await catchUp();
      if (caught !== undefined || closing) return caught ?? 'changed_meanwhile';
    }
  }

  async function settle(code: ErrorCode | 'damaged' | undefined): Promise<void> {
    if (code === undefined) {
      state.value = { is: kept === typed ? 'kept' : 'changed' };
      dirtySince = undefined;
      timers.get('draft')?.();
      if (kept === typed) await drafts.remove(opened.record).catch(() => undefined);
    } else if (code === 'not_ready' || code === 'too_fast' || code === 'internal') {
      state.value = { is: 'waiting' };
      if (!closed) later('save', times.retryMs, () => void run());
    } else state.value = { is: 'refused', code };
  }

  /** One at a time; what is typed meanwhile goes with it, or with the next. */
  function run(): Promise<void> {
    timers.get('save')?.();
    saving ??= (async () => {
      state.value = { is: 'saving' };
      await settle(await save());
      saving = undefined;
    })();
    return saving;
  }

  function touched(): void {
    typed++;
    if (state.value.is !== 'saving') state.value = { is: 'changed' };
    const now = clock.now();
    dirtySince ??= now;
    later('draft', times.draftMs, () => void saveDraft());
    later('save', Math.max(0, Math.min(times.idleMs, dirtySince + times.mostMs - now)), () => void run());
  }

  const draft = await drafts.load(opened.record).catch(() => undefined);
  if (draft !== undefined && !opened.head.closed) {
    const content = withRecordKey(session, opened, (key) => openDraft(draft, { record: opened.record, key }));
    const before = readForm(opened.content);
    if (content?.ok === true && mergeForm(form, content.value) && before !== undefined && !holdsSame(form, before)) touched();
    before?.destroy();
  }

  return {
    form,
    record,
    state,
    changes,
    merged,
    change(work) {
      if (closed || record.value.head.closed) return;
      const before = changes.value;
      form.transact(() => work(form));
      if (changes.value !== before) touched();
    },
    async flush() {
      while (kept !== typed) {
        const before = kept;
        await run();
        if (kept === before) return false;
      }
      return true;
    },
    async sign() {
      await saving;
      timers.get('save')?.();
      state.value = { is: 'saving' };
      const code = await save(true);
      await settle(code === 'changed_meanwhile' ? undefined : code);
      return code;
    },
    async close() {
      if (closed) return;
      closed = true;
      timers.get('draft')?.();
      if (kept === typed) return;
      await saveDraft();
      await run();
      timers.get('save')?.();
    },
  };
}
