import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

/** A text to take elsewhere. Where the clipboard is not allowed it is selected, so that the person can copy it. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const said = useSignal('');
  const copy = async (): Promise<void> => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      said.value = 'Copied';
    } catch {
      said.value = 'Selected: press Ctrl+C or ⌘C to copy';
    }
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy-row">
        <input
          id={id}
          ref={input}
          class="input"
          readOnly
          autoComplete="off"
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button kind="primary" onPress={() => void copy()}>
          <Icon name="copy" />
          Copy
        </Button>
      </div>
      <p class="hint" role="status">
        {said.value}
      </p>
    </div>
  );
}
