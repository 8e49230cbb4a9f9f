/** All that is drawn, as files. Fetched when one is first asked for, and what only few need of it when they do. */
import type { Lettering } from './lettering.ts';
import { PICTURE_SCALE, pictureOf } from './picture.ts';
import type { Scene } from './scene.ts';
import type { Underlay } from './underlay.ts';

export type FileKind = 'png' | 'pdf' | 'svg';

/** Of a picture that is unpacked again and put into a PDF: a phone has to hold it several times. */
const MOST_SIDE_IN_PDF = 4096;

/** Undefined where nothing is drawn and nothing lies beneath; fails where what is needed cannot be fetched. */
export async function fileOf(kind: FileKind, scene: Scene, lettering: Lettering, underlay: Underlay): Promise<Blob | undefined> {
  const beneath = await underlay.ready();
  const drawn = scene.bounds();
  const bounds = beneath?.with(drawn) ?? drawn;
  if (bounds === undefined) return undefined;
  const whole = { marks: scene.all(), paint: scene.paint, beneath, bounds };
  if (kind === 'png') return pictureOf(whole, PICTURE_SCALE);
  if (kind === 'svg') return (await import('./svg.ts')).svgOf(whole, lettering);
  const [picture, { pdfOf }] = await Promise.all([pictureOf(whole, PICTURE_SCALE, MOST_SIDE_IN_PDF), import('./pdf.ts')]);
  return picture && pdfOf(picture, PICTURE_SCALE);
}
