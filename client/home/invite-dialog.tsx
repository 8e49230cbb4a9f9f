import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { InvitedRole } from '#server/contract/roles.ts';
import type { InviteLink, RoomCard, RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { CopyField } from '#client/ui/copy-field.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { QrCode } from '#client/ui/qr.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import { InviteForm, type InviteChoice } from './invite-form.tsx';
import { OpenInvites } from './open-invites.tsx';

type Props = { store: RoomsStore; card: Pick<RoomCard, 'room' | 'title'>; onClose: () => void };
type Made = InviteLink & Pick<InviteChoice, 'passcode' | 'role'>;

const SEND: { readonly [Role in InvitedRole]: string } = {
  participant: 'Send this link to the person you will meet',
  'co-therapist': 'Send this link to your co-therapist',
  observer: 'Send this link to whoever will observe',
};

/** Asks what the invite asks, then makes one link and shows it, once: the secret in it is kept nowhere in readable form. */
export function InviteDialog({ store, card, onClose }: Props) {
  const made = useSignal<Made | undefined>(undefined);
  const busy = useSignal(false);
  useEffect(() => void store.loadInviteForm(card.room), [store, card.room]);
  const make = async (choice: InviteChoice): Promise<void> => {
    busy.value = true;
    const link = await store.invite(card.room, choice);
    busy.value = false;
    if (link !== undefined) made.value = { ...link, passcode: choice.passcode, role: choice.role };
  };
  return (
    <Dialog title={`Invite to ${card.title}`} onClose={onClose}>
      <div class="stack">
        {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
        {made.value === undefined && store.inviteForm.value === undefined && !store.wrong.value && <p class="soft">One moment…</p>}
        {made.value === undefined && store.inviteForm.value && (
          <>
            {store.openInvites.value && <OpenInvites invites={store.openInvites.value} />}
            <InviteForm form={store.inviteForm.value} busy={busy.value} onMake={(choice) => void make(choice)} />
          </>
        )}
        {made.value && (
          <>
            <p>{SEND[made.value.role]}, by a way only they read. It lets one person in, once, and only when you admit them.</p>
            <CopyField label="Invite link" text={made.value.link} />
            {made.value.passcode !== undefined && (
              <p>
                Tell them the passcode another way, such as by phone: <strong class="passcode">{made.value.passcode}</strong>
              </p>
            )}
            <div class="row invite-qr">
              <QrCode text={made.value.link} label="The invite link as a QR code" />
              <div class="stack tight soft invite-notes">
                <p>Or let them scan it with their phone.</p>
                <p>It works until {dayAndTime(made.value.expiresAt)}.</p>
                <p>For another person, or if it is lost, make a new link.</p>
              </div>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
