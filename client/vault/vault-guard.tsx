import { createContext, type ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { timeOfDay } from '#client/ui/when.ts';
import type { Phase, VaultLimits } from './phase.ts';
import type { Tabs } from './tabs.ts';
import { createVault, type Vault } from './vault.ts';

/** Undefined where no keys of an account are: for guests, and in a test's page. */
export const VaultContext = createContext<Vault | undefined>(undefined);

/** What shows that somebody is there. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel'] as const;

type Props = { clock: Clock; limits: VaultLimits; tabs: Tabs; onLock: () => void; children: ComponentChildren };

/** Around everything that needs the keys: shows it while they are unlocked, and asks in time whether anybody is there. */
export function VaultGuard({ clock, limits, tabs, onLock, children }: Props) {
  const vault = useMemo(() => createVault({ clock, limits, tabs, onLock }), []);
  useEffect(() => {
    // Once it asks, only the answer counts: a question must not vanish under the pointer that moves to its button.
    const seen = (): void => (vault.phase.value.is === 'warning' ? vault.look() : vault.seen());
    const shown = (): void => vault.look();
    const listening = { capture: true, passive: true };
    for (const sign of SIGNS) addEventListener(sign, seen, listening);
    // After sleep, or back from the browser's cache of pages: the time is compared before anything is done.
    document.addEventListener('visibilitychange', shown);
    for (const back of ['pageshow', 'focus'] as const) addEventListener(back, shown);
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, seen, listening);
      document.removeEventListener('visibilitychange', shown);
      for (const back of ['pageshow', 'focus'] as const) removeEventListener(back, shown);
      vault.close();
    };
  }, [vault]);
  const phase = vault.phase.value;
  if (phase.is === 'locked') return null;
  return (
    <VaultContext.Provider value={vault}>
      {children}
      {phase.is === 'warning' && <StillHere phase={phase} vault={vault} />}
    </VaultContext.Provider>
  );
}

function StillHere({ phase, vault }: { phase: Extract<Phase, { is: 'warning' }>; vault: Vault }) {
  const at = timeOfDay(phase.locksAt);
  if (phase.by === 'limit') {
    return (
      <div class="banner warn vault-limit" role="status">
        <div class="said">Your keys have been unlocked for long. They lock at {at}; your password opens them again.</div>
      </div>
    );
  }
  return (
    <Dialog title="Are you still here?" onClose={() => vault.seen()}>
      <div class="stack">
        <p>Nothing was pressed or moved for a while. So that nobody else reads here, this screen locks at {at}.</p>
        <Button kind="primary" wide onPress={() => vault.seen()}>
          I am still here
        </Button>
      </div>
    </Dialog>
  );
}
