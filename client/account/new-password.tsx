import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Field } from '#client/ui/field.tsx';
import { LEAST_SCORE, loadJudge, type Strength } from './password-strength.ts';

export type PasswordChoice = {
  /** Exactly as typed: nothing is trimmed, folded or normalised, here or when signing in (OWASP ASVS 5, 6.2). */
  readonly password: Signal<string>;
  readonly again: Signal<string>;
  readonly strength: Signal<Strength | undefined>;
  readonly tried: Signal<boolean>;
  /** Looks at it as it stands; undefined when it will do, else true words for the person. Shows them, too. */
  check(): Promise<string | undefined>;
};

type Options = {
  /** In characters as people count them. */
  readonly minChars: number;
  /** What must not be the password: the e-mail address, the name. */
  readonly about: () => readonly string[];
};

/** The state of choosing a new password. */
export function usePasswordChoice({ minChars, about }: Options): PasswordChoice {
  const password = useSignal('');
  const again = useSignal('');
  const strength = useSignal<Strength | undefined>(undefined);
  const tried = useSignal(false);
  const text = password.value;
  useEffect(() => {
    if (text === '') strength.value = undefined;
    else void judged(text, about()).then((now) => password.value === text && (strength.value = now));
  }, [text]);
  return {
    password,
    again,
    strength,
    tried,
    async check() {
      tried.value = true;
      strength.value = await judged(password.value, about());
      return passwordWords(password.value, strength.value, minChars) ?? (again.value === password.value ? undefined : DIFFER);
    },
  };
}

const DIFFER = 'The two passwords are not the same.';

/** Where the lists cannot be fetched the length alone decides. */
const judged = (password: string, about: readonly string[]): Promise<Strength | undefined> =>
  loadJudge().then(
    (judge) => judge(password, about),
    () => undefined,
  );

/** Why a password will not do, in words; undefined when it will. */
export function passwordWords(password: string, strength: Strength | undefined, minChars: number): string | undefined {
  if (Array.from(password).length < minChars) return `Please use at least ${minChars} characters.`;
  if (strength === undefined || strength.score >= LEAST_SCORE) return undefined;
  if (strength.common) return 'This password is on the lists that are tried first. Please take another one.';
  return 'This password would be guessed too soon. More words, or less usual ones, make it strong.';
}

const STRENGTH = ['very weak', 'weak', 'not strong enough yet', 'good', 'strong'] as const;

type Props = { choice: PasswordChoice; minChars: number; label?: string };

/** Two fields for a new password, and how strong it is while it is typed. */
export function NewPassword({ choice, minChars, label = 'Password' }: Props) {
  const { password, again, strength, tried } = choice;
  const wrong = passwordWords(password.value, strength.value, minChars);
  return (
    <>
      <Field
        label={label}
        type="password"
        autoComplete="new-password"
        hint={`At least ${minChars} characters, any you like. Four or five words that do not belong together are strong and easy to remember. It locks everything you keep here: nobody, not even the server, can read it or bring it back.`}
        wrong={tried.value ? wrong : undefined}
        value={password.value}
        onValue={(text) => (password.value = text)}
      />
      {strength.value && (
        <div class="strength">
          <meter min={0} max={4} low={2} high={3} optimum={4} value={strength.value.score} aria-label="Strength of the password" />
          <span class="soft" role="status">
            {STRENGTH[strength.value.score]}
          </span>
        </div>
      )}
      <Field
        label={`${label} once more`}
        type="password"
        autoComplete="new-password"
        wrong={tried.value && again.value !== password.value ? DIFFER : undefined}
        value={again.value}
        onValue={(text) => (again.value = text)}
      />
    </>
  );
}
