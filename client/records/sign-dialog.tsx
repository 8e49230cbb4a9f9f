import { useSignal } from '@preact/signals';
import type { RecordEditor } from '#client/store/record-editor.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

export function SignDialog({ editor, onClose }: { editor: RecordEditor; onClose: () => void }) {
  const busy = useSignal(false);
  const wrong = useSignal<ErrorCode | 'damaged' | undefined>(undefined);
  const sign = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = await editor.sign();
    busy.value = false;
    if (wrong.value === undefined) onClose();
  };
  return (
    <Dialog title="Sign this note?" onClose={onClose}>
      <div class="stack">
        {wrong.value && <Banner kind="danger">{wrongWords(wrong.value)}</Banner>}
        <p>
          Signed, it is locked: nobody changes it any more, you neither. What comes to mind later is added as an addendum, with its own day.
        </p>
        <div class="row">
          <Button kind="primary" busy={busy.value} onPress={() => void sign()}>
            {busy.value ? 'Signing…' : 'Sign it'}
          </Button>
          <Button onPress={onClose}>Not yet</Button>
        </div>
      </div>
    </Dialog>
  );
}

function wrongWords(code: ErrorCode | 'damaged'): string {
  if (code === 'changed_meanwhile') {
    return 'Another window kept something in this note just now. It is brought together here: please read it once more, then sign.';
  }
  return code === 'damaged' ? 'The server shows something else than what was kept before, so nothing was signed.' : errorWords(code);
}
