import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PROTOCOL_VERSION, UP } from '#server/contract/messages.ts';
import { contractShape, contractText } from '#server/contract/reference.ts';

/** Version and hash of the contract. A change of any shape, right, rate, code or limit needs a new version here and in messages.ts. */
const LOCKED = { version: 29, sha256: 'edcd6d557026fa737563e9bda9180164547079320312f6f5a0a45869b1668938' };

test('[C1] the contract and its version change together', () => {
  const sha256 = createHash('sha256').update(JSON.stringify(contractShape())).digest('hex');
  expect({ version: PROTOCOL_VERSION, sha256 }).toEqual(LOCKED);
});

test('[C2] the printed reference names every message and its right', () => {
  const text = contractText();
  for (const [name, { right }] of Object.entries(UP)) expect(text).toContain(`${name}  needs ${right}`);
});
