import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type * as KitWords from '#crdt/keys/kit-words.ts';
import { Button } from '#client/ui/button.tsx';

type KitReading = KitWords.KitReading;
const MOST_OFFERED = 4;

/** What is to be said of a text that is no kit yet; undefined while there is nothing wrong. `tried`: it was to be sent. */
export function kitWrong(reading: KitReading, tried: boolean): string | undefined {
  switch (reading.is) {
    case 'kit':
      return undefined;
    case 'short':
      return tried ? `These are ${reading.words} of the 24 words.` : undefined;
    case 'unknown-word':
      return reading.last && !tried
        ? undefined
        : `Word ${reading.at}, “${reading.word}”, is not in any kit. Please compare it with your paper.`;
    case 'long':
      return 'These are more than 24 words. Please take only those of the kit.';
    case 'mistaken':
      return 'One of the words is not as on your paper, or two have changed places.';
    case 'other-version':
      return 'This kit was made by a newer Holdspace than this one.';
  }
}

type Props = { text: Signal<string>; reading: Signal<KitReading>; tried: boolean };

/** The 24 words, typed with the dictionary's help or pasted from a scanner. */
export function KitField({ text, reading, tried }: Props) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const words = useSignal<typeof KitWords | undefined>(undefined);
  useEffect(() => void import('#crdt/keys/kit-words.ts').then((loaded) => (words.value = loaded)), []);
  const write = (value: string): void => {
    text.value = value;
    if (words.value) reading.value = words.value.readKit(value);
  };
  useEffect(() => write(text.value), [words.value]);
  const beginning = /\p{L}+$/u.exec(text.value)?.[0] ?? '';
  const offered = words.value?.wordsBeginning(beginning, MOST_OFFERED + 1) ?? [];
  const isWhole = offered.length === 1 && offered[0] === beginning.toLowerCase();
  const complete = (word: string): void => {
    write(`${text.value.slice(0, text.value.length - beginning.length)}${word} `);
    area.current?.focus();
  };
  const wrong = kitWrong(reading.value, tried);
  const { value: now } = reading;
  const count = now.is === 'short' ? now.words : now.is === 'kit' ? 24 : undefined;
  return (
    <div class="field">
      <label for={id}>The words of your recovery kit</label>
      <p class="hint" id={`${id}-hint`}>
        All 24, in their order. Or scan the QR code with another device and paste what it says.
      </p>
      <textarea
        id={id}
        ref={area}
        class="input"
        rows={5}
        autocomplete="off"
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        required
        aria-invalid={wrong ? 'true' : 'false'}
        aria-describedby={`${id}-hint ${id}-said`}
        value={text.value}
        onInput={(event) => write(event.currentTarget.value)}
      />
      {offered.length > 0 && offered.length <= MOST_OFFERED && !isWhole && (
        <div class="row" role="group" aria-label="Words that begin so">
          {offered.map((word) => (
            <Button key={word} onPress={() => complete(word)}>
              {word}
            </Button>
          ))}
        </div>
      )}
      <p class={wrong ? 'wrong' : 'hint'} id={`${id}-said`} role="status">
        {wrong ?? (count === undefined ? '' : count === 24 ? 'All 24 words are there.' : `${count} of 24 words`)}
      </p>
    </div>
  );
}
