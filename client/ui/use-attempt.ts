import { useSignal, type Signal } from '@preact/signals';

export type Attempt<Code> = {
  readonly busy: Signal<boolean>;
  /** What the last attempt was refused with. */
  readonly wrong: Signal<Code | undefined>;
  /** Tries one way; while one is under way a second press does nothing. */
  readonly attempt: (way: () => Promise<Code | undefined>) => Promise<void>;
};

/** A form whose ways of doing it answer with a code, or with nothing when they went well. */
export function useAttempt<Code extends string>(): Attempt<Code> {
  const busy = useSignal(false);
  const wrong = useSignal<Code | undefined>(undefined);
  return {
    busy,
    wrong,
    attempt: async (way) => {
      if (busy.value) return;
      busy.value = true;
      wrong.value = await way();
      busy.value = false;
    },
  };
}
