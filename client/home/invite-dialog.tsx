import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { InviteLink, RoomCard, RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { CopyField } from '#client/ui/copy-field.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { QrCode } from '#client/ui/qr.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';

type Props = { store: RoomsStore; card: Pick<RoomCard, 'room' | 'title'>; onClose: () => void };

/** Makes one link and shows it, once: the secret in it is kept nowhere in readable form. */
export function InviteDialog({ store, card, onClose }: Props) {
  const invite = useSignal<InviteLink | undefined>(undefined);
  useEffect(() => {
    let open = true;
    void store.invite(card.room).then((made) => {
      if (open) invite.value = made;
    });
    return () => {
      open = false;
    };
  }, [store, card.room]);
  return (
    <Dialog title={`Invite to ${card.title}`} onClose={onClose}>
      <div class="stack">
        {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
        {invite.value === undefined && !store.wrong.value && <p class="soft">Making a link…</p>}
        {invite.value && (
          <>
            <p>
              Send this link to the person you will meet, by a way only they read. It lets one person in, once, and only when you admit
              them.
            </p>
            <CopyField label="Invite link" text={invite.value.link} />
            <div class="row invite-qr">
              <QrCode text={invite.value.link} label="The invite link as a QR code" />
              <div class="stack tight soft invite-notes">
                <p>Or let them scan it with their phone.</p>
                <p>It works until {dayAndTime(invite.value.expiresAt)}.</p>
                <p>For another person, or if it is lost, make a new link.</p>
              </div>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
