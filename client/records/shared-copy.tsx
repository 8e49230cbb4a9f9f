import { useSignal } from '@preact/signals';
import type { Session } from '#client/room/session.ts';
import { readReceivedPicture, type Received } from '#client/store/shares.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { dayWords } from '#client/ui/when.ts';
import { KeptPicture } from './kept-picture.tsx';
import { RecordAccesses } from './record-accesses.tsx';

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
        {copied.picture !== undefined && (
          <KeptPicture
            picture={copied.picture}
            read={(picture) => readReceivedPicture(session, picture, read.open)}
            alt={copied.title}
            day={copied.day}
          />
        )}
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
