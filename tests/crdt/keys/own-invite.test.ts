import { beforeAll, expect, test } from 'vitest';
import { fromHex, hex } from '#crdt/base/bytes.ts';
import { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { openOwnInvite, sealOwnInvite } from '#crdt/keys/own-invite.ts';
import { ACCOUNT, INVITE, OTHER_ACCOUNT, OTHER_INVITE, people } from '../people.ts';
import { seededRandom } from '../seeded.ts';

const SEALED =
  'ffbea577f2ca48e27e491774d298cda11579d35128bcb3297f8671aef55b75ac6c856c9bec53422c9680448b47b92688728905a2dfeac8b8edc00b75628445697a119aad8dd1a419cc94539b558492b731dc7ef1363fd7a1232f1620e7af6ecd085c00c3bcaec4ae';
const root = (): Secret => new Secret(seededRandom('root').bytes(32));
let at: ReturnType<typeof people>;
beforeAll(async () => {
  await sodiumReady();
  at = people();
});
const place = () => ({ account: ACCOUNT, invite: INVITE, boxSecret: at.guest.boxSecret });

test('[K45] what an account keeps of its way in opens for that account, invite and keyring alone, and unchanged', () => {
  const sealed = sealOwnInvite(root(), place(), seededRandom('own'));
  expect(openOwnInvite(sealed, place())?.reveal()).toEqual(root().reveal());
  expect(openOwnInvite(sealed, { ...place(), account: OTHER_ACCOUNT })).toBeUndefined();
  expect(openOwnInvite(sealed, { ...place(), invite: OTHER_INVITE })).toBeUndefined();
  expect(openOwnInvite(sealed, { ...place(), boxSecret: at.host.boxSecret })).toBeUndefined();
  for (let i = 0; i < sealed.length; i++) {
    const changed = sealed.slice();
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(openOwnInvite(changed, place())).toBeUndefined();
  }
  for (const length of [0, 1, sealed.length - 1]) expect(openOwnInvite(sealed.slice(0, length), place())).toBeUndefined();
});

test('[C9] [K45] it is these bytes', () => {
  expect(hex(sealOwnInvite(root(), place(), seededRandom('own')))).toBe(SEALED);
  expect(openOwnInvite(fromHex(SEALED) ?? new Uint8Array(), place())?.reveal()).toEqual(root().reveal());
});
