import { useId } from 'preact/hooks';
import type { Ask } from '#crdt/base/asks.ts';
import { Field } from '#client/ui/field.tsx';
import { wrongsOf, type Draft } from './check-in-draft.ts';

/** More than can be sent: what is too long is said, not cut off. */
const TYPED_CHARS = 1000;

type Props = { asks: readonly Ask[]; consentWords: string; draft: Draft; onDraft: (draft: Draft) => void; tried: boolean };

/** What the therapist asks before the session. Everything is sealed in this browser for the therapist alone. */
export function CheckInForm({ asks, consentWords, draft, onDraft, tried }: Props) {
  const wrong = tried ? wrongsOf(draft, asks) : {};
  const set = (change: Partial<Draft>): void => onDraft({ ...draft, ...change });
  const asked = (ask: Ask): boolean => asks.includes(ask);
  return (
    <section class="stack check-in" aria-labelledby="check-in">
      <div class="stack tight">
        <h2 id="check-in">For your therapist</h2>
        <p class="soft">So that help finds you if you need it. Only your therapist can read it.</p>
      </div>
      {asked('place') && (
        <Field
          label="Where are you now?"
          hint="An address, as somebody would need it to come to you."
          maxLength={TYPED_CHARS}
          wrong={wrong.place}
          value={draft.place}
          onValue={(place) => set({ place })}
        />
      )}
      {asked('phone') && (
        <Field
          label="Phone number to call you back"
          hint="If the connection breaks, your therapist calls you there."
          maxLength={TYPED_CHARS}
          wrong={wrong.phone}
          value={draft.phone}
          onValue={(phone) => set({ phone })}
        />
      )}
      {asked('contact') && (
        <>
          <Field
            label="Somebody to call in an emergency"
            hint="Their name, and what they are to you if you like."
            maxLength={TYPED_CHARS}
            wrong={wrong.contactName}
            value={draft.contactName}
            onValue={(contactName) => set({ contactName })}
          />
          <Field
            label="Their phone number"
            maxLength={TYPED_CHARS}
            wrong={wrong.contactPhone}
            value={draft.contactPhone}
            onValue={(contactPhone) => set({ contactPhone })}
          />
        </>
      )}
      {asked('alone') && (
        <Choice
          legend="Are you alone where you are?"
          wrong={wrong.alone}
          chosen={draft.alone}
          words={{ yes: 'Yes, nobody hears or sees me', no: 'No, somebody is here' }}
          onChosen={(alone) => set({ alone })}
        />
      )}
      {asked('consent') && (
        <Choice
          legend="Do you agree to meet online?"
          text={consentWords}
          wrong={wrong.agreed}
          chosen={draft.agreed}
          words={{ yes: 'Yes, I agree', no: 'I want to talk about it first' }}
          onChosen={(agreed) => set({ agreed })}
        />
      )}
    </section>
  );
}

type ChoiceProps = {
  legend: string;
  text?: string;
  words: { readonly yes: string; readonly no: string };
  chosen: boolean | undefined;
  wrong: string | undefined;
  onChosen: (yes: boolean) => void;
};

function Choice({ legend, text, words, chosen, wrong, onChosen }: ChoiceProps) {
  const id = useId();
  return (
    <fieldset
      class="choice-of-two"
      aria-describedby={[text && `${id}-text`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined}
    >
      <legend>{legend}</legend>
      {text && (
        <p class="said-text" id={`${id}-text`}>
          {text}
        </p>
      )}
      {([true, false] as const).map((yes) => (
        <label key={String(yes)} class="check">
          <input type="radio" name={id} checked={chosen === yes} onChange={() => onChosen(yes)} />
          <span>{yes ? words.yes : words.no}</span>
        </label>
      ))}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </fieldset>
  );
}
