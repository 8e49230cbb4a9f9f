import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { FORM_TEXT_CHARS } from '#crdt/docs/form.ts';

type Props = { label: string; hint?: string | undefined; rows?: number; value: string; onValue: (value: string) => void };

/** A labelled text that grows with what is written. What another window writes into it does not move the caret from its words. */
export function LongField({ label, hint, rows = 4, value, onValue }: Props) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null || element.value === value) return;
    const before = element.value;
    const [start, end] = [element.selectionStart, element.selectionEnd];
    element.value = value;
    if (document.activeElement === element) element.setSelectionRange(carried(before, value, start), carried(before, value, end));
  }, [value]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <textarea
        ref={area}
        id={id}
        class="input long"
        rows={rows}
        maxLength={FORM_TEXT_CHARS}
        autocomplete="off"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        defaultValue={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}

/** Where a caret stands once the text around it changed in one place. */
function carried(before: string, after: string, at: number): number {
  let start = 0;
  while (start < at && before[start] === after[start]) start++;
  return start === at ? at : Math.max(start, at + after.length - before.length);
}
