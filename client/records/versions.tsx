import { useSignal } from '@preact/signals';
import { readForm, setText, setValue, textOf, valueOf, type Form } from '#crdt/docs/form.ts';
import { readHistory, type PastVersion, type RecordFault, type RecordHistory } from '#client/room/record-reading.ts';
import type { Session } from '#client/room/session.ts';
import type { RecordEditor } from '#client/store/record-editor.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Lazy } from '#client/ui/lazy.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { faultWords } from './fault-words.ts';
import { NOTE_FORMATS, noteText } from './note-kinds.ts';

type Loaded =
  | { readonly is: 'wrong'; readonly code: ErrorCode }
  | { readonly is: 'damaged'; readonly fault: RecordFault }
  | { readonly is: 'history'; readonly history: RecordHistory };

const loadDiff = () => import('diff');

/** Every state of a note that was kept: the whole chain is verified here, each can be compared with the note as it stands, and brought back. */
export function Versions({ session, editor }: { session: Session; editor: RecordEditor }) {
  const loaded = useSignal<Loaded | undefined>(undefined);
  const busy = useSignal(false);
  const looked = useSignal<PastVersion | undefined>(undefined);
  const load = async (): Promise<void> => {
    busy.value = true;
    await editor.flush();
    const read = await readHistory(session, editor.record.value);
    if (!read.ok) loaded.value = { is: 'wrong', code: read.code };
    else loaded.value = read.value.ok ? { is: 'history', history: read.value.value } : { is: 'damaged', fault: read.value.code };
    busy.value = false;
  };
  const restore = (version: PastVersion): void => {
    const form = readForm(version.content);
    if (form === undefined) return;
    editor.change((now) => bringBack(now, form));
    form.destroy();
    looked.value = undefined;
    void load();
  };
  const now = loaded.value;
  return (
    <section class="card stack" aria-labelledby="versions">
      <div class="row apart">
        <h2 id="versions">Versions</h2>
        <Button busy={busy.value} onPress={() => void load()}>
          {now === undefined ? 'Show them' : 'Look again'}
        </Button>
      </div>
      {now?.is === 'wrong' && <Banner kind="danger">{errorWords(now.code)}</Banner>}
      {now?.is === 'damaged' && <Banner kind="danger">{faultWords(now.fault)} No version of it is shown.</Banner>}
      {now?.is === 'history' && (
        <>
          <p role="status" data-verified={now.history.versions.length}>
            {verifiedWords(now.history)}
          </p>
          <ol class="stack tight">
            {now.history.versions.toReversed().map((version) => (
              <li key={version.version} class="row apart">
                <span>
                  Version {version.version}, {dayAndTime(version.madeAt)}
                  {version.closing && ', signed'}
                </span>
                <Button pressed={looked.value?.version === version.version} onPress={() => (looked.value = version)}>
                  Compare<span class="only-heard"> version {version.version} with the note as it is</span>
                </Button>
              </li>
            ))}
          </ol>
          {looked.value !== undefined && (
            <Comparison version={looked.value} editor={editor} onRestore={editor.record.value.head.closed ? undefined : restore} />
          )}
        </>
      )}
    </section>
  );
}

function verifiedWords({ versions, head }: RecordHistory): string {
  const count = versions.length === 1 ? 'One version' : `${versions.length} versions, none of them missing`;
  return head.closed
    ? `${count}; unchanged since it was signed. Checked in this browser.`
    : `${count}, all signed by you. Checked in this browser.`;
}

/** All texts and choices as they were; what came to stand elsewhere since is emptied, as it was then. */
function bringBack(now: Form, then: Form): void {
  const names = new Set(NOTE_FORMATS.flatMap(({ sections }) => sections.map(({ name }) => name)));
  for (const name of names) setText(now, name, textOf(then, name));
  for (const name of ['day', 'format']) setValue(now, name, valueOf(then, name));
}

type ComparisonProps = { version: PastVersion; editor: RecordEditor; onRestore: ((version: PastVersion) => void) | undefined };

function Comparison({ version, editor, onRestore }: ComparisonProps) {
  void editor.changes.value;
  const then = readForm(version.content);
  const text = then && noteText(then);
  then?.destroy();
  if (text === undefined) return <Banner kind="danger">{faultWords('no-form')}</Banner>;
  return (
    <div class="stack tight">
      <h3>What changed since version {version.version}</h3>
      <Lazy load={loadDiff} wait="Comparing…">
        {({ diffWords }) => (
          <p class="note-text">
            {diffWords(text, noteText(editor.form)).map(({ value, added, removed }, at) => {
              if (added) return <ins key={at}>{value}</ins>;
              return removed ? <del key={at}>{value}</del> : <span key={at}>{value}</span>;
            })}
          </p>
        )}
      </Lazy>
      {onRestore !== undefined && (
        <div>
          <Button onPress={() => onRestore(version)}>Bring this version back</Button>
        </div>
      )}
    </div>
  );
}
