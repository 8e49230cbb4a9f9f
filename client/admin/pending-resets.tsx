import { useSignal } from '@preact/signals';
import type { AdminStore } from '#client/store/admin.ts';
import type { DoorCode } from '#client/store/account.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';

/** Reset links that nobody has used yet, each to be taken back. */
export function PendingResets({ store }: { store: AdminStore }) {
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const busy = useSignal(false);
  const resets = store.resets.value;
  const emailOf = (account: string): string => store.accounts.value?.find((row) => row.account === account)?.email ?? '';
  if (resets === undefined) return <p class="soft">Loading…</p>;
  if (resets.length === 0) return <p class="soft">No reset is under way.</p>;
  return (
    <>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      <ul class="stack tight">
        {resets.map(({ account, startedBy, withFactors, expiresAt }) => (
          <li key={account} class="card row apart">
            <div>
              <strong>{emailOf(account)}</strong>
              <p class="soft">
                Started by {startedBy}, {withFactors ? 'ends the second factors too, ' : ''}works until {dayAndTime(expiresAt)}
              </p>
            </div>
            <Button
              busy={busy.value}
              onPress={() => {
                busy.value = true;
                void store.revokeReset(account).then((done) => {
                  busy.value = false;
                  wrong.value = done.ok ? undefined : done.code;
                });
              }}
            >
              Take back<span class="only-heard"> the reset of {emailOf(account)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
