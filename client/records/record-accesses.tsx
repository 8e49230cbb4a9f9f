import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import type { Session } from '#client/room/session.ts';
import { recordAccesses } from '#client/room/sharing.ts';
import { AccessList } from '#client/ui/access-list.tsx';
import type { RecordAccessView } from '#server/contract/http-sharing.ts';

type Props = { session: Session; record: RecordId; nameOf: (account: AccountId) => string; onClose: () => void };

const WHAT: Readonly<Record<RecordAccessView['what'], string>> = { open: 'opened it', accesses: 'looked at this list' };

/** Who has opened a copy, and when: for whoever gave it, and for whoever has it. */
export function RecordAccesses({ session, record, nameOf, onClose }: Props) {
  const whoOf = ({ account }: RecordAccessView): string => {
    if (account === session.account.account) return 'You';
    const name = nameOf(account);
    return name === '' ? 'Somebody else' : name;
  };
  return (
    <AccessList
      title="Who has opened it"
      hint="As the practice’s server wrote it down. It cannot be changed afterwards."
      load={(cursor) => recordAccesses(session, record, cursor)}
      whoOf={whoOf}
      words={WHAT}
      onClose={onClose}
    />
  );
}
