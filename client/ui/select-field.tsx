import { useId } from 'preact/hooks';

type Props = {
  label: string;
  /** What is kept of a choice, and its words. */
  choices: readonly (readonly [value: string, words: string])[];
  value: string;
  onValue: (value: string) => void;
};

/** A labelled choice of one out of several. */
export function SelectField({ label, choices, value, onValue }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        {choices.map(([key, words]) => (
          <option key={key} value={key} selected={key === value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
