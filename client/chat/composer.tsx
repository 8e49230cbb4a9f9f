import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { MAX_MESSAGE_CHARS } from '#crdt/docs/chat.ts';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { EmojiPicker } from './emoji-picker.tsx';

type Props = {
  /** False if it was not taken: then the draft stays. */
  onSend: (text: string) => boolean;
  onTyped: (empty: boolean) => void;
};

/** Enter sends, Shift and Enter makes a new line. */
export function Composer({ onSend, onTyped }: Props) {
  const draft = useSignal('');
  const choosing = useSignal(false);
  const line = useRef<HTMLTextAreaElement>(null);
  const write = (text: string): void => {
    draft.value = text;
    onTyped(text.trim() === '');
  };
  const send = (event: Event): void => {
    event.preventDefault();
    if (onSend(draft.value)) draft.value = '';
    choosing.value = false;
    line.current?.focus();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
  };
  const pick = (emoji: string): void => {
    const at = line.current?.selectionStart ?? draft.value.length;
    write(draft.value.slice(0, at) + emoji + draft.value.slice(at));
    line.current?.focus();
  };
  return (
    <form class="composer" onSubmit={send}>
      {choosing.value && <EmojiPicker onPick={pick} onClose={() => (choosing.value = false)} />}
      <div class="composer-line">
        <textarea
          ref={line}
          // Browsers write what stands in a field into their session files, to restore it after a crash, unless this is off.
          autoComplete="off"
          class="input"
          rows={1}
          aria-label="Message"
          placeholder="Message"
          maxLength={MAX_MESSAGE_CHARS}
          value={draft.value}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={key}
        />
        <Button kind="plain" label="Emoji" expanded={choosing.value} onPress={() => (choosing.value = !choosing.value)}>
          <Icon name="smile" />
        </Button>
        <Button kind="primary" type="submit" label="Send">
          <Icon name="send" />
        </Button>
      </div>
    </form>
  );
}
