import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { LIMITS } from '#server/contract/limits.ts';
import type { AdminStore } from '#client/store/admin.ts';
import type { DoorCode } from '#client/store/account.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { DEFAULT_CONSENT_WORDS, DEFAULT_WAITING_WORDS, errorWords } from '#client/ui/words.ts';

/** The practice's own words. Plain text that everybody who comes reads; nothing about a person belongs here. */
export function PracticeWords({ store }: { store: AdminStore }) {
  const waitingWords = useSignal('');
  const consentWords = useSignal('');
  const state = useSignal<'loading' | 'ready' | 'busy' | 'saved'>('loading');
  const wrong = useSignal<DoorCode | undefined>(undefined);
  useEffect(() => {
    void store.words().then((read) => {
      wrong.value = read.ok ? undefined : read.code;
      if (!read.ok) return;
      waitingWords.value = read.value.waitingWords;
      consentWords.value = read.value.consentWords;
      state.value = 'ready';
    });
  }, [store]);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (state.value === 'busy') return;
    state.value = 'busy';
    const saved = await store.saveWords({ waitingWords: waitingWords.value, consentWords: consentWords.value });
    wrong.value = saved.ok ? undefined : saved.code;
    state.value = saved.ok ? 'saved' : 'ready';
  };
  return (
    <section class="stack tight" aria-labelledby="practice-words">
      <h2 id="practice-words">Your own words</h2>
      <p class="soft">Everybody with a link reads them, and the server can too: write nothing here about a person.</p>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      {state.value !== 'loading' && (
        <form class="stack" onSubmit={(event) => void save(event)}>
          <TextArea
            label="In the waiting room"
            hint="What somebody reads while they wait."
            most={LIMITS.waitingWordsChars}
            otherwise={DEFAULT_WAITING_WORDS}
            value={waitingWords.value}
            onValue={(text) => {
              waitingWords.value = text;
              state.value = 'ready';
            }}
          />
          <TextArea
            label="Consent to meet online"
            hint="What somebody is asked to agree to, where the therapist asks it. Links made before keep their words."
            most={LIMITS.consentWordsChars}
            otherwise={DEFAULT_CONSENT_WORDS}
            value={consentWords.value}
            onValue={(text) => {
              consentWords.value = text;
              state.value = 'ready';
            }}
          />
          <div class="row">
            <Button kind="primary" type="submit" busy={state.value === 'busy'}>
              Save these words
            </Button>
            <span role="status">{state.value === 'saved' ? 'Saved.' : ''}</span>
          </div>
        </form>
      )}
    </section>
  );
}
