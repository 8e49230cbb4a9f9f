import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';
import { readReceivedPicture, type Received } from '#client/store/shares.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { errorWords } from '#client/ui/words.ts';
import { dayWords } from '#client/ui/when.ts';
import { faultWords } from './fault-words.ts';
import { PictureView } from './picture-view.tsx';
import { RecordAccesses } from './record-accesses.tsx';
import { SavePicture } from './save-picture.tsx';

type Props = { session: Session; one: Received; read: Extract<Received['read'], { is: 'open' }>; onClose: () => void };

/** A copy that was given to oneself: its picture or its words, and who else has opened it. */
export function SharedCopy({ session, one, read, onClose }: Props) {
  const looking = useSignal(false);
  const { copied } = read;
  if (looking.value) {
    return (
      <RecordAccesses
        session={session}
        record={one.record}
        nameOf={(account) => (account === read.open.owner.account ? one.by : '')}
        onClose={() => (looking.value = false)}
      />
    );
  }
  return (
    <Dialog title={copied.title === '' ? 'Without a title' : copied.title} onClose={onClose}>
      <div class="stack">
        <p class="soft">
          {copied.day !== '' && `${dayWords(copied.day)}. `}From {one.by}.
        </p>
        {copied.picture !== undefined && <SharedPicture session={session} read={read} />}
        {copied.parts.map(({ head, text }, place) => (
          <section key={place} class="stack tight">
            {head !== '' && <h3>{head}</h3>}
            <p class="note-text">{text}</p>
          </section>
        ))}
        <div>
          <Button kind="plain" onPress={() => (looking.value = true)}>
            Who has opened it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function SharedPicture({ session, read: { copied, open } }: Pick<Props, 'session' | 'read'>) {
  const bytes = useSignal<Uint8Array | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const load = async (): Promise<void> => {
      if (copied.picture === undefined) return;
      const found = await readReceivedPicture(session, copied.picture, open);
      if (!found.ok) wrong.value = errorWords(found.code);
      else if (!found.value.ok) wrong.value = `${faultWords(found.value.code)} It is not shown.`;
      else bytes.value = found.value.value;
    };
    void load();
  }, [copied.picture]);
  const now = bytes.value;
  return (
    <>
      {wrong.value !== undefined && <Banner kind="danger">{wrong.value}</Banner>}
      {now === undefined && wrong.value === undefined && <p class="soft">Opening the picture…</p>}
      {now !== undefined && <PictureView bytes={now} alt={copied.title} />}
      {now !== undefined && <SavePicture bytes={now} day={copied.day} />}
    </>
  );
}
