import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import { readOne, type RecordFault } from '#client/room/record-reading.ts';
import type { Session } from '#client/room/session.ts';
import { openRecordEditor, type RecordEditor } from '#client/store/record-editor.ts';
import { Banner } from '#client/ui/banner.tsx';
import { VaultContext } from '#client/vault/vault-guard.tsx';
import { Button } from '#client/ui/button.tsx';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { faultWords } from './fault-words.ts';

type Opened =
  | { readonly is: 'opening' }
  | { readonly is: 'wrong'; readonly code: ErrorCode }
  | { readonly is: 'damaged'; readonly fault: RecordFault | 'no-form' }
  | { readonly is: 'open'; readonly editor: RecordEditor };

type Props = { session: Session; clock: Clock; record: RecordId; children: (editor: RecordEditor) => ComponentChildren };

/** Opens a record to be read and written; what was typed is kept when this goes away. */
export function WithRecord({ session, clock, record, children }: Props) {
  const opened = useSignal<Opened>({ is: 'opening' });
  const tries = useSignal(0);
  const vault = useContext(VaultContext);
  useEffect(() => {
    let gone = false;
    let editor: RecordEditor | undefined;
    const open = async (): Promise<Opened> => {
      const read = await readOne(session, record);
      if (!read.ok) return { is: 'wrong', code: read.code };
      if (read.value.is === 'damaged') return { is: 'damaged', fault: read.value.fault };
      editor = await openRecordEditor({ session, record: read.value, clock });
      return editor === undefined ? { is: 'damaged', fault: 'no-form' } : { is: 'open', editor };
    };
    opened.value = { is: 'opening' };
    void open().then((now) => {
      if (gone) void editor?.close();
      else opened.value = now;
    });
    const leave = (): void => void editor?.flush();
    addEventListener('pagehide', leave);
    // Before the keys are wiped: what was typed is sealed onto the device while it still can be.
    const locking = vault?.before(() => void editor?.close());
    return () => {
      gone = true;
      locking?.();
      removeEventListener('pagehide', leave);
      void editor?.close();
    };
  }, [session, record, vault, tries.value]);
  const now = opened.value;
  switch (now.is) {
    case 'opening':
      return <p class="soft">Opening…</p>;
    case 'wrong':
      return (
        <Banner kind="danger" actions={<Button onPress={() => tries.value++}>Try again</Button>}>
          {errorWords(now.code)}
        </Banner>
      );
    case 'damaged':
      return <Banner kind="danger">{faultWords(now.fault)} It is not opened.</Banner>;
    case 'open':
      return <>{children(now.editor)}</>;
  }
}
