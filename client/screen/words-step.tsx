import { useSignal } from '@preact/signals';
import type { MemberId } from '#crdt/base/ids.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';

/** The words in one line, as they are read out. */
const Words = ({ words }: { words: readonly string[] }) => <strong class="words-read">{words.join(' · ')}</strong>;

/**
 * One short step of the therapist's opening script, once for each person's keys: reading the safety words to each other. It blocks nothing;
 * whoever puts it off finds the words behind the shield in the bar.
 */
export function WordsStep({ store }: { store: RoomStore }) {
  const put = useSignal<ReadonlySet<MemberId>>(new Set());
  const differ = useSignal(false);
  const wrong = useSignal(false);
  const busy = useSignal(false);
  const words = store.words.value;
  const people = store.unconfirmed.value.filter(({ id }) => !put.value.has(id));
  if (differ.value) return <Differ onClose={() => (differ.value = false)} />;
  if (words === undefined || people.length === 0) return null;
  const ids = people.map(({ id }) => id);
  const confirm = async (): Promise<void> => {
    busy.value = true;
    wrong.value = await store.participant.confirmWords(ids).then(
      () => false,
      () => true,
    );
    busy.value = false;
  };
  const putOff = (): void => void (put.value = new Set([...put.value, ...ids]));
  return (
    <Banner
      actions={
        <>
          <Button kind="primary" busy={busy.value} onPress={() => void confirm()}>
            They match
          </Button>
          <Button
            onPress={() => {
              putOff();
              differ.value = true;
            }}
          >
            They do not match
          </Button>
          <Button kind="plain" onPress={putOff}>
            Later
          </Button>
        </>
      }
    >
      <p>
        Read these words to each other with {people.map(({ name }) => name).join(' and ')}: <Words words={words} />
      </p>
      <p class="soft">One check for all of it: board, chat, call, and artwork that is kept.</p>
      {wrong.value && <p class="wrong">That they match could not be kept at this moment. Please press it once more.</p>}
    </Banner>
  );
}

const Differ = ({ onClose }: { onClose: () => void }) => (
  <Banner kind="danger" actions={<Button onPress={onClose}>Close this</Button>}>
    <p>
      <strong>Somebody may be listening in between.</strong> Say and draw nothing private. End this session, call the person by phone, and
      send them a new link another way.
    </p>
  </Banner>
);

/** The same words on the other side. */
export function WordsToRead({ store }: { store: RoomStore }) {
  const read = useSignal<string | undefined>(undefined);
  const words = store.words.value;
  if (words === undefined || read.value === words.join(' ')) return null;
  return (
    <Banner
      actions={
        <Button kind="plain" onPress={() => (read.value = words.join(' '))}>
          Done
        </Button>
      }
    >
      Your therapist may read these words with you: <Words words={words} /> If yours are other words, say so: then somebody may be listening
      in between.
      {store.participant.met === 'first' && (
        <p class="soft">
          With this account you meet your therapist here for the first time; from now on it knows them again. If you did meet here before,
          say so.
        </p>
      )}
    </Banner>
  );
}
