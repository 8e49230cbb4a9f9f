import { EMOJI } from './emoji.ts';

type Props = { onPick: (emoji: string) => void; onClose: () => void };

/** Opens above the line one writes in; Escape closes it. */
export function EmojiPicker({ onPick, onClose }: Props) {
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <div class="emoji" role="group" aria-label="Emoji" onKeyDown={closeOnEscape}>
      {EMOJI.map(([emoji, name]) => (
        <button key={emoji} type="button" aria-label={name} title={name} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}
