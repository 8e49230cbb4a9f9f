import { Secret as TotpSecret } from 'otpauth';
import { readKit } from '#crdt/keys/kit-words.ts';
import { newKit } from '#client/room/recovery.ts';
import type { Session } from '#client/room/session.ts';
import { keyNeedle, wordNeedle, type Needle } from './canary.ts';

/** Makes a recovery kit and keeps it; its words in every form in which it is shown, and the key that they spell. */
export async function keptKit(session: Session): Promise<readonly Needle[]> {
  const made = newKit(session);
  const kept = await made.keep();
  const reading = readKit(made.words.join(' '));
  if (!kept.ok || reading.is !== 'kit') throw new Error('no kit was kept');
  const needles = [made.words.join(' '), made.words.join(''), made.qrText].map(wordNeedle);
  made.wipe();
  return [...needles, keyNeedle('a recovery kit', reading.kit)];
}

/** The authenticator app's secret as text and as bytes, and the back-up codes with and without their hyphens. */
export const factorNeedles = ({ secret, codes }: { readonly secret: string; readonly codes: readonly string[] }): readonly Needle[] => [
  wordNeedle(secret),
  { name: "the bytes of an app's secret", bytes: Buffer.from(TotpSecret.fromBase32(secret).bytes) },
  ...codes.flatMap((code) => [wordNeedle(code), wordNeedle(code.replaceAll('-', ''))]),
];
