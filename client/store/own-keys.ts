/** What the key directory says of one's own account, asked once at each sign-in and whenever the section of it is looked at. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Result } from '#crdt/base/result.ts';
import type { OwnKeys } from '#client/room/key-directory.ts';
import type { DoorCode } from './account.ts';

export type OwnKeysState = { readonly is: 'checking' } | { readonly is: 'unreachable'; readonly code: DoorCode } | OwnKeys;
export type OwnKeysStore = { readonly state: ReadonlySignal<OwnKeysState>; check(): Promise<void> };

export function createOwnKeysStore(ask: () => Promise<Result<OwnKeys, DoorCode>>): OwnKeysStore {
  const state = signal<OwnKeysState>({ is: 'checking' });
  return {
    state,
    async check() {
      const found = await ask();
      const now = state.value;
      // What was once found wrong stays so until the next sign-in, whatever the server answers afterwards.
      if (now.is === 'foreign' || now.is === 'broken') return;
      if (found.ok) state.value = found.value;
      else if (now.is !== 'fits') state.value = { is: 'unreachable', code: found.code };
    },
  };
}
