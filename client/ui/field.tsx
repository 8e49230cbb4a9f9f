import { useId } from 'preact/hooks';

type Props = {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  /** What is wrong with it, in words; read out with the field. */
  wrong?: string | undefined;
  type?: 'text' | 'email' | 'password' | 'date' | 'time';
  autoComplete?: string;
  maxLength?: number;
  required?: boolean;
  /** Which keyboard a phone shows. */
  inputMode?: 'text' | 'numeric';
};

/** A labelled line of text with its hint and its mistake tied to it. */
export function Field({
  label,
  value,
  onValue,
  hint,
  wrong,
  type = 'text',
  autoComplete = 'off',
  // Long passwords are welcome; a bound that cuts one off unseen would lock its owner out.
  maxLength = type === 'password' ? 4096 : 254,
  required = true,
  inputMode,
}: Props) {
  const id = useId();
  const told = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  const common = {
    id,
    class: 'input',
    value,
    autocomplete: autoComplete,
    autocapitalize: type === 'text' && inputMode === undefined ? 'words' : 'none',
    inputmode: inputMode,
    spellcheck: false,
    maxLength,
    required,
    'aria-invalid': wrong ? 'true' : 'false',
    'aria-describedby': told || undefined,
    onInput: (event: InputEvent) => onValue((event.currentTarget as HTMLInputElement).value),
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {type === 'password' && <input {...common} type="password" />}
      {type === 'email' && <input {...common} type="email" />}
      {type === 'text' && <input {...common} type="text" />}
      {type === 'date' && <input {...common} type="date" />}
      {type === 'time' && <input {...common} type="time" />}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

type CheckProps = { label: string; checked: boolean; required?: boolean; onChecked: (checked: boolean) => void };

export function CheckField({ label, checked, required = false, onChecked }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} required={required} onChange={(event) => onChecked(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
