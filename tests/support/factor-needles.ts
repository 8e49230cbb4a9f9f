import { Secret as TotpSecret } from 'otpauth';
import { wordNeedle, type Needle } from './canary.ts';

/** The authenticator app's secret as text and as bytes, and the back-up codes with and without their hyphens. */
export const factorNeedles = ({ secret, codes }: { readonly secret: string; readonly codes: readonly string[] }): readonly Needle[] => [
  wordNeedle(secret),
  { name: "the bytes of an app's secret", bytes: Buffer.from(TotpSecret.fromBase32(secret).bytes) },
  ...codes.flatMap((code) => [wordNeedle(code), wordNeedle(code.replaceAll('-', ''))]),
];
