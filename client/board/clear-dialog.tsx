/** What shall go from the board. Fetched when it is first asked for. */
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import type { Whose } from './clear.ts';
import type { BoardDialogProps } from './board-dialog.ts';

const CHOICES: readonly (readonly [Whose, string])[] = [
  ['mine', 'Only what I drew'],
  ['others', 'Only what others drew'],
  ['all', 'Everything'],
];

export function BoardDialog({ board, onClose }: BoardDialogProps) {
  const clear = (whose: Whose): void => {
    board.clear(whose);
    onClose();
  };
  return (
    <Dialog title="Clear the board" onClose={onClose}>
      <p>What shall go? Everybody will see it go. You can take it back with Undo, as long as you stay on this page.</p>
      <div class="stack">
        {CHOICES.map(([whose, words]) => (
          <Button key={whose} wide kind={whose === 'all' ? 'danger' : undefined} onPress={() => clear(whose)}>
            {words}
          </Button>
        ))}
        <Button wide kind="plain" onPress={onClose}>
          Keep it all
        </Button>
      </div>
    </Dialog>
  );
}
