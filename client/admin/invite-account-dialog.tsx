import { useSignal } from '@preact/signals';
import type { StaffRole } from '#server/contract/roles.ts';
import type { AdminStore } from '#client/store/admin.ts';
import type { AccountInvite } from '#client/store/rooms.ts';
import type { DoorCode } from '#client/store/account.ts';
import { AccountLink } from '#client/account/account-link.tsx';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { CheckField, Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';

const ROLES: readonly { readonly role: StaffRole; readonly words: string }[] = [
  { role: 'therapist', words: 'Therapist: hold sessions in rooms of their own' },
  { role: 'admin', words: 'Admin: see this page and invite others' },
  { role: 'auditor', words: 'Auditor: read the audit log' },
];

type Props = { store: AdminStore; onClose: () => void };

export function InviteAccountDialog({ store, onClose }: Props) {
  const email = useSignal('');
  const roles = useSignal<readonly StaffRole[]>(['therapist']);
  const tried = useSignal(false);
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const invite = useSignal<AccountInvite | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    tried.value = true;
    if (busy.value || roles.value.length === 0) return;
    busy.value = true;
    const made = await store.invite(email.value.trim(), roles.value);
    busy.value = false;
    wrong.value = made.ok ? undefined : made.code;
    invite.value = made.ok ? made.value : undefined;
  };
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      {invite.value ? (
        <AccountLink invite={invite.value} />
      ) : (
        <form class="stack" onSubmit={(event) => void submit(event)}>
          {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
          <Field
            label="Their e-mail"
            type="email"
            hint="They sign in with it. Nothing is sent there: you get a link to hand on."
            value={email.value}
            onValue={(text) => (email.value = text)}
          />
          <fieldset class="roles">
            <legend>What they may do</legend>
            {ROLES.map(({ role, words }) => (
              <CheckField
                key={role}
                label={words}
                checked={roles.value.includes(role)}
                onChecked={(checked) => (roles.value = [...roles.value.filter((one) => one !== role), ...(checked ? [role] : [])])}
              />
            ))}
          </fieldset>
          {tried.value && roles.value.length === 0 && <Banner kind="warn">Please choose at least one.</Banner>}
          <Button kind="primary" type="submit" wide busy={busy.value}>
            Make a link
          </Button>
        </form>
      )}
    </Dialog>
  );
}
