/** Pictures made small enough to be sealed; the browser writes them anew, without a word of who, when or with what. */

type Size = {
  /** Pixels of the longer side. */
  readonly side: number;
  /** The most bytes. */
  readonly bytes: number;
};
/** Fits into a record's sealed bytes with room to spare. */
export const PICTURE_SIZE: Size = { side: 2400, bytes: 180 * 1024 };
export const THUMB_SIZE: Size = { side: 320, bytes: 16 * 1024 };

/** As WebP on white; smaller and coarser until it fits. Undefined where the browser cannot read or write it. */
export async function shrink(picture: Blob, { side, bytes }: Size): Promise<Uint8Array | undefined> {
  const bitmap = await createImageBitmap(picture).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  let scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  try {
    for (let tries = 0; tries < 12; tries++) {
      for (const quality of [0.9, 0.75, 0.55]) {
        const blob = await drawn(bitmap, scale, 'image/webp', quality);
        if (blob === undefined) return undefined;
        if (blob.size <= bytes) return new Uint8Array(await blob.arrayBuffer());
      }
      scale *= 0.75;
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

/** A kept picture's bytes as a picture, and as nothing else. */
export const asWebp = (bytes: Uint8Array): Blob => new Blob([bytes.slice()], { type: 'image/webp' });

/** A kept picture (WebP) as PNG, which every program opens. */
export async function asPng(bytes: Uint8Array): Promise<Blob | undefined> {
  const bitmap = await createImageBitmap(asWebp(bytes)).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  const png = await drawn(bitmap, 1, 'image/png', 1);
  bitmap.close();
  return png;
}

function drawn(bitmap: ImageBitmap, scale: number, type: string, quality: number): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return Promise.resolve(undefined);
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob?.type === type ? blob : undefined), type, quality));
}
