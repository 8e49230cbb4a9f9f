/** All that is drawn, as files. What only few need is fetched when they ask for it. */
import type { Lettering } from './lettering.ts';
import { PICTURE_SCALE, pictureOf } from './picture.ts';
import type { Scene } from './scene.ts';

export type FileKind = 'png' | 'pdf' | 'svg';

/** Of a picture that is unpacked again and put into a PDF: a phone has to hold it several times. */
const MOST_SIDE_IN_PDF = 4096;

/** Undefined where nothing is drawn; fails where what is needed cannot be fetched. */
export async function fileOf(kind: FileKind, scene: Scene, lettering: Lettering): Promise<Blob | undefined> {
  if (kind === 'png') return pictureOf(scene, PICTURE_SCALE);
  if (kind === 'svg') return (await import('./svg.ts')).svgOf(scene, lettering);
  const [picture, { pdfOf }] = await Promise.all([pictureOf(scene, PICTURE_SCALE, MOST_SIDE_IN_PDF), import('./pdf.ts')]);
  return picture && pdfOf(picture, PICTURE_SCALE);
}
