import { useSignal } from '@preact/signals';
import { AccountLink } from '#client/account/account-link.tsx';
import type { DoorCode } from '#client/store/account.ts';
import type { AccountInvite, RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';

type Props = { store: RoomsStore; onClose: () => void };

/** A therapist invites somebody to an account of their own. */
export function ParticipantDialog({ store, onClose }: Props) {
  const email = useSignal('');
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const made = useSignal<AccountInvite | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const invited = await store.inviteParticipant(email.value.trim());
    busy.value = false;
    wrong.value = invited.ok ? undefined : invited.code;
    made.value = invited.ok ? invited.value : undefined;
  };
  return (
    <Dialog title="An account for a participant" onClose={onClose}>
      {made.value ? (
        <AccountLink invite={made.value} />
      ) : (
        <form class="stack" onSubmit={(event) => void submit(event)}>
          <p>
            To meet you nobody needs an account: a room’s link is enough. With one a person can look again at the rooms they were in, after
            the session has ended, and you recognise their keys the next time.
          </p>
          {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
          <Field
            label="Their e-mail"
            type="email"
            hint="They sign in with it. Nothing is sent there: you get a link to hand on. Whoever runs this server can see that they have an account."
            value={email.value}
            onValue={(text) => (email.value = text)}
          />
          <Button kind="primary" type="submit" wide busy={busy.value}>
            Make a link
          </Button>
        </form>
      )}
    </Dialog>
  );
}
