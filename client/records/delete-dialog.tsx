import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

type Props = { title: string; words: string; onDelete: () => Promise<ErrorCode | undefined>; onClose: () => void };

export function DeleteDialog({ title, words, onDelete, onClose }: Props) {
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        <p>{words}</p>
        <div class="row">
          <Button kind="danger" busy={busy.value} onPress={() => void attempt(onDelete)}>
            Delete
          </Button>
          <Button onPress={onClose}>Keep it</Button>
        </div>
      </div>
    </Dialog>
  );
}
