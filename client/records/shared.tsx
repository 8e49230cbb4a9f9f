import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Session } from '#client/room/session.ts';
import { listReceived, type Received } from '#client/store/shares.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { saveFile } from '#client/ui/save-file.ts';
import { errorWords } from '#client/ui/words.ts';
import { dayAndTime, dayAt, dayWords, lastDayWords } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { PictureView } from './picture-view.tsx';
import { SharedCopy } from './shared-copy.tsx';
import './records.css';

/** Copies that others gave to whoever is signed in. Says nothing where there are none. */
export function Shared({ session }: { session: Session }) {
  const found = useSignal<readonly Received[] | undefined>(undefined);
  const wrong = useSignal<ErrorCode | undefined>(undefined);
  const open = useSignal<Received | undefined>(undefined);
  const busy = useSignal(false);
  const unsaved = useSignal<string | undefined>(undefined);
  const saveAll = async (): Promise<void> => {
    busy.value = true;
    try {
      const { everythingOf } = await import('./everything.ts');
      const { file, missing } = await everythingOf(session, found.value ?? [], Date.now());
      saveFile(`copies-${dayAt(Date.now())}.zip`, file);
      unsaved.value =
        missing === 0 ? undefined : `The file is saved, but ${missing} of the pictures could not be read. Please try again later.`;
    } catch {
      unsaved.value = 'The file could not be made. Please check your internet connection and try again.';
    }
    busy.value = false;
  };
  useEffect(() => {
    const load = async (): Promise<void> => {
      const listed = await listReceived(session);
      wrong.value = listed.ok ? undefined : listed.code;
      if (listed.ok) found.value = listed.value;
    };
    void load();
  }, [session]);
  if (found.value === undefined || found.value.length === 0)
    return wrong.value === undefined ? null : <Banner kind="danger">{errorWords(wrong.value)}</Banner>;
  return (
    <section class="stack tight" aria-labelledby="shared">
      <div class="row apart">
        <h2 id="shared">Given to you</h2>
        <Button busy={busy.value} onPress={() => void saveAll()}>
          {busy.value ? 'Collecting…' : 'Save everything'}
        </Button>
      </div>
      {unsaved.value !== undefined && <Banner kind="danger">{unsaved.value}</Banner>}
      <ul class="stack tight">
        {found.value.map((one) => (
          <li key={one.record} class="card row apart">
            <Row one={one} onOpen={() => (open.value = one)} />
          </li>
        ))}
      </ul>
      {open.value?.read.is === 'open' && (
        <SharedCopy session={session} one={open.value} read={open.value.read} onClose={() => (open.value = undefined)} />
      )}
    </section>
  );
}

function Row({ one, onOpen }: { one: Received; onOpen: () => void }) {
  if (one.read.is === 'damaged') {
    return one.read.fault === 'unknown-author' ? (
      <p>
        Something was given to you {dayAndTime(one.at)} by somebody whose keys your account does not know. It is not opened before you have
        compared words with them.
      </p>
    ) : (
      <p>Something was given to you {dayAndTime(one.at)}, but what the server shows is not what was given. It is not opened.</p>
    );
  }
  const { copied } = one.read;
  const title = copied.title === '' ? 'Without a title' : copied.title;
  return (
    <>
      {copied.thumb !== undefined && (
        <span class="shared-thumb">
          <PictureView bytes={copied.thumb} alt="" />
        </span>
      )}
      <div class="room-words">
        <h3>{title}</h3>
        <p class="soft">
          {copied.day !== '' && `${dayWords(copied.day)}. `}From {one.by}
          {one.until !== undefined && `, until ${lastDayWords(one.until)}`}
        </p>
      </div>
      <Button onPress={onOpen}>
        Look at it<span class="only-heard"> {title}</span>
      </Button>
    </>
  );
}
