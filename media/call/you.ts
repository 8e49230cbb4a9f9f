/** Whose page this is: a member, and the 8 random bytes of this page load. */
import type { MemberId } from '#crdt/base/ids.ts';

export type You = { readonly member: MemberId; readonly device: Uint8Array };
