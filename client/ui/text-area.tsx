import { useId } from 'preact/hooks';

type Props = {
  label: string;
  hint: string;
  value: string;
  /** In characters; how many are left is said beside it. */
  most: number;
  /** Shown greyed where nothing is written. */
  otherwise: string;
  onValue: (value: string) => void;
};

/** A labelled text of several lines. */
export function TextArea({ label, hint, value, most, otherwise, onValue }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>
        {hint} At most {most} characters; {most - value.length} are left.
      </p>
      <textarea
        id={id}
        class="input"
        rows={4}
        maxLength={most}
        placeholder={otherwise}
        autocomplete="off"
        aria-describedby={`${id}-hint`}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}
