/** A picture as the one page of a PDF, as large as the drawing, and nothing else in it. Fetched when it is first asked for. */
import { PDFDocument } from '@cantoo/pdf-lib';

/** Points (72 to the inch) of a pixel on screen (96 to the inch). */
const POINTS = 0.75;
/** No reader shows a larger page (ISO 32000-1, annex C). */
const MOST_POINTS = 14_400;

/** `scale`: pixels of the picture for each board pixel. */
export async function pdfOf(picture: Blob, scale: number): Promise<Blob> {
  // Otherwise the library would write its own name and the time.
  const document = await PDFDocument.create({ updateMetadata: false });
  const image = await document.embedPng(await picture.arrayBuffer());
  const points = Math.min(POINTS / scale, MOST_POINTS / Math.max(image.width, image.height));
  const [width, height] = [image.width * points, image.height * points];
  document.addPage([width, height]).drawImage(image, { x: 0, y: 0, width, height });
  const bytes = await document.save({ useObjectStreams: false });
  return new Blob([Uint8Array.from(bytes)], { type: 'application/pdf' });
}
