import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Result } from '#crdt/base/result.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import type { RecordFault } from '#client/room/record-reading.ts';
import { Banner } from '#client/ui/banner.tsx';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { faultWords } from './fault-words.ts';
import { PictureView } from './picture-view.tsx';
import { SavePicture } from './save-picture.tsx';

type Props = {
  /** Its record; undefined where it has none that can be read. */
  picture: RecordId | undefined;
  /** The inner failure: what the server showed is not what was kept. */
  read: (picture: RecordId) => Promise<Result<Result<Uint8Array, RecordFault>, ErrorCode>>;
  alt: string;
  /** YYYY-MM-DD; where it is given, the picture can be saved as a file of that day. */
  day?: string | undefined;
  /** Between the two. */
  children?: ComponentChildren;
};
type Shown = { readonly is: 'wrong'; readonly words: string } | { readonly is: 'picture'; readonly bytes: Uint8Array };

/** A kept picture at full size, once it was opened and verified; otherwise why it is not shown. */
export function KeptPicture({ picture, read, alt, day, children }: Props) {
  const shown = useSignal<Shown | undefined>(undefined);
  useEffect(() => {
    shown.value = undefined;
    const load = async (): Promise<Shown> => {
      if (picture === undefined) return { is: 'wrong', words: 'Its picture is not there.' };
      const found = await read(picture);
      if (!found.ok) return { is: 'wrong', words: errorWords(found.code) };
      return found.value.ok
        ? { is: 'picture', bytes: found.value.value }
        : { is: 'wrong', words: `${faultWords(found.value.code)} It is not shown.` };
    };
    void load().then((now) => (shown.value = now));
  }, [picture]);
  const now = shown.value;
  return (
    <>
      {now === undefined && <p class="soft">Opening the picture…</p>}
      {now?.is === 'wrong' && <Banner kind="danger">{now.words}</Banner>}
      {now?.is === 'picture' && <PictureView bytes={now.bytes} alt={alt} />}
      {children}
      {now?.is === 'picture' && day !== undefined && <SavePicture bytes={now.bytes} day={day} />}
    </>
  );
}
