/** All that was given to somebody as one file of their own (45 CFR 164.524): pictures as PNG, words as text, and a list of them. */
import { strToU8, zipSync, type Zippable } from 'fflate';
import type { Session } from '#client/room/session.ts';
import { readReceivedPicture, type Received } from '#client/store/shares.ts';
import { dayAndTime, dayWords } from '#client/ui/when.ts';
import { asPng } from './shrink.ts';

export type Everything = {
  /** A ZIP. */
  readonly file: Blob;
  /** How many pictures could not be read now. */
  readonly missing: number;
};

export async function everythingOf(session: Session, received: readonly Received[], now: number): Promise<Everything> {
  const files: Zippable = {};
  const list = [`What was given to you, as of ${dayAndTime(now)}`, ''];
  let missing = 0;
  for (const [place, { by, at, read }] of received.entries()) {
    const folder = String(place + 1).padStart(3, '0');
    if (read.is === 'damaged') {
      list.push(`${folder}  given ${dayAndTime(at)}: could not be opened`);
      continue;
    }
    const { title, day, parts, picture } = read.copied;
    list.push(`${folder}  ${title}${day === '' ? '' : `, ${dayWords(day)}`}, from ${by}, given ${dayAndTime(at)}`);
    if (parts.length > 0) files[`${folder}/words.txt`] = strToU8(parts.map(({ head, text }) => `${head}\n${text}\n`).join('\n'));
    if (picture === undefined) continue;
    const found = await readReceivedPicture(session, picture, read.open);
    const png = found.ok && found.value.ok ? await asPng(found.value.value) : undefined;
    if (png === undefined) {
      missing += 1;
      list.push('     its picture could not be read');
      // A PNG is compressed already.
    } else files[`${folder}/picture.png`] = [new Uint8Array(await png.arrayBuffer()), { level: 0 }];
  }
  files['list.txt'] = strToU8(list.join('\n'));
  return { file: new Blob([zipSync(files).slice()], { type: 'application/zip' }), missing };
}
