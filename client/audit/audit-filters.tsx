import { useState } from 'preact/hooks';
import type { AuditFilter } from '#server/contract/http-audit.ts';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { dayField, endOfDay, startOfDay } from '#client/ui/days.ts';

type Props = { filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** What begins the acts' words, as people call it. */
const KINDS: readonly (readonly [string, string])[] = [
  ['', 'Everything'],
  ['sign-', 'Signing in and out'],
  ['account.', 'Accounts'],
  ['password.', 'Passwords'],
  ['factor.', 'Second factors'],
  ['recovery.', 'Recovery kits'],
  ['reset.', 'Resets'],
  ['room.', 'Rooms: made, entered, ended …'],
  ['log.', 'Drawings and chats that were opened'],
  ['admin.', 'Lists that admins looked at'],
  ['audit.', 'This log: read and exported'],
  ['keys.', 'Keys of the server'],
  ['practice.', 'The practice'],
];
const OUTCOMES: readonly (readonly [string, string])[] = [
  ['', 'Any'],
  ['ok', 'Only what was allowed'],
  ['refused', 'Only what was refused'],
];

/** Days, kind and outcome are chosen here; who and what by pressing them in the list, and let go of here. */
export function AuditFilters({ filter, onFilter }: Props) {
  const [from, setFrom] = useState(dayField(filter.from));
  const [to, setTo] = useState(dayField(filter.to === undefined ? undefined : filter.to - 1));
  const change = (part: AuditFilter): void => onFilter({ ...filter, ...part });
  const days = (nextFrom: string, nextTo: string): void => {
    setFrom(nextFrom);
    setTo(nextTo);
    change({ from: startOfDay(nextFrom), to: endOfDay(nextTo) });
  };
  const nothing = (): void => {
    setFrom('');
    setTo('');
    onFilter({});
  };
  const narrowed = Object.values(filter).some((given) => given !== undefined);
  return (
    <form class="audit-filters" role="search" aria-label="Audit log" onSubmit={(event) => event.preventDefault()}>
      <Field label="From" type="date" required={false} value={from} onValue={(day) => days(day, to)} />
      <Field
        label="Until"
        type="date"
        required={false}
        value={to}
        onValue={(day) => days(from, day)}
        wrong={from !== '' && to !== '' && to < from ? 'This day is before the first one.' : undefined}
      />
      <SelectField label="What" choices={KINDS} value={filter.action ?? ''} onValue={(action) => change({ action: given(action) })} />
      <SelectField
        label="Outcome"
        choices={OUTCOMES}
        value={filter.outcome ?? ''}
        onValue={(outcome) => change({ outcome: given(outcome) })}
      />
      {filter.actor !== undefined && <Held what={`By ${filter.actor}`} let={() => change({ actor: undefined })} />}
      {filter.subject !== undefined && <Held what={`About ${filter.subject}`} let={() => change({ subject: undefined })} />}
      {narrowed && (
        <Button kind="plain" onPress={nothing}>
          Show everything
        </Button>
      )}
    </form>
  );
}

const given = (text: string): string | undefined => (text === '' ? undefined : text);

/** Something that the list is narrowed to, and the way out of it. */
function Held({ what, let: letGo }: { what: string; let: () => void }) {
  return (
    <div class="held">
      <span>{what}</span>
      <Button kind="plain" label={`No longer only: ${what}`} onPress={letGo}>
        ✕
      </Button>
    </div>
  );
}
