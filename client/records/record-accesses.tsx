import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import type { Session } from '#client/room/session.ts';
import { recordAccesses } from '#client/room/sharing.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { RecordAccessView } from '#server/contract/http-sharing.ts';

type Props = { session: Session; record: RecordId; nameOf: (account: AccountId) => string; onClose: () => void };

/** Who has opened a copy, and when: for whoever gave it, and for whoever has it. */
export function RecordAccesses({ session, record, nameOf, onClose }: Props) {
  const seen = useSignal<readonly RecordAccessView[] | undefined>(undefined);
  const next = useSignal<string | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  const read = async (cursor?: string): Promise<void> => {
    const page = await recordAccesses(session, record, cursor);
    wrong.value = page.ok ? undefined : errorWords(page.code);
    if (!page.ok) return;
    seen.value = [...(cursor === undefined ? [] : (seen.value ?? [])), ...page.value.accesses];
    next.value = page.value.next;
  };
  useEffect(() => void read(), [record]);
  const whoOf = (account: AccountId): string => {
    if (account === session.account.account) return 'You';
    const name = nameOf(account);
    return name === '' ? 'Somebody else' : name;
  };
  return (
    <Dialog title="Who has opened it" onClose={onClose}>
      <p class="soft">As the practice’s server wrote it down. It cannot be changed afterwards.</p>
      {wrong.value !== undefined && <Banner kind="danger">{wrong.value}</Banner>}
      {seen.value === undefined && wrong.value === undefined && <p class="soft">Loading…</p>}
      <ul class="stack tight">
        {seen.value?.map(({ at, account, what }, place) => (
          <li key={place} class="row apart">
            <span>
              <strong>{whoOf(account)}</strong> {what === 'open' ? 'opened it' : 'looked at this list'}
            </span>
            <span class="soft">{dayAndTime(at)}</span>
          </li>
        ))}
      </ul>
      {next.value !== undefined && <Button onPress={() => void read(next.value)}>Show earlier</Button>}
    </Dialog>
  );
}
