import { useSignal } from '@preact/signals';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { saveFile } from '#client/ui/save-file.ts';
import { asPng } from './shrink.ts';

/** Pixels of a kept picture for each board pixel, as board/picture.ts makes it: named here, so that a patient's file does not fetch the board. */
const KEPT_SCALE = 2;

type Props = {
  /** WebP */
  bytes: Uint8Array;
  /** YYYY-MM-DD */
  day: string;
};

/** A kept picture as a file, under a neutral name: a list of downloads is anybody's to read. */
export function SavePicture({ bytes, day }: Props) {
  const failed = useSignal(false);
  const save = async (kind: 'png' | 'pdf'): Promise<void> => {
    const file = await fileOf(bytes, kind).catch(() => undefined);
    failed.value = file === undefined;
    if (file !== undefined) saveFile(`picture-${day}.${kind}`, file);
  };
  return (
    <>
      {failed.value && <Banner kind="danger">The file could not be made. Please try again.</Banner>}
      <div class="row">
        <Button onPress={() => void save('png')}>Save as a file</Button>
        <Button onPress={() => void save('pdf')}>Save as PDF</Button>
      </div>
    </>
  );
}

/** Undefined where the browser cannot read the picture; fails where a part of the program cannot be fetched. */
async function fileOf(bytes: Uint8Array, kind: 'png' | 'pdf'): Promise<Blob | undefined> {
  const png = await asPng(bytes);
  if (png === undefined || kind === 'png') return png;
  const { pdfOf } = await import('#client/board/pdf.ts');
  return pdfOf(png, KEPT_SCALE);
}
