import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PROTOCOL_VERSION, UP } from '#server/contract/messages.ts';
import { contractShape, contractText } from '#server/contract/reference.ts';

/** Version and hash of the contract. A change of any shape, right, rate, code or limit needs a new version here and in messages.ts. */
const LOCKED = { version: 29, sha256: '2a6e9491df06c758ef75fde3e9e455c1bac0b36ebd60ca6fa1b285309cd47b9f' };

test('[C1] the contract and its version change together', () => {
  const sha256 = createHash('sha256').update(JSON.stringify(contractShape())).digest('hex');
  expect({ version: PROTOCOL_VERSION, sha256 }).toEqual(LOCKED);
});

test('[C2] the printed reference names every message and its right', () => {
  const text = contractText();
  for (const [name, { right }] of Object.entries(UP)) expect(text).toContain(`${name}  needs ${right}`);
});
