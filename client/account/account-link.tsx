import type { AccountInvite } from '#client/store/rooms.ts';
import { CopyField } from '#client/ui/copy-field.tsx';
import { dayAndTime } from '#client/ui/when.ts';

/** An account's invitation, to be handed on. */
export function AccountLink({ invite }: { invite: AccountInvite }) {
  return (
    <div class="stack">
      <p>
        Send this link to {invite.email}. Whoever opens it chooses the password of the new account, so send it by a way only they read. It
        works once, until {dayAndTime(invite.expiresAt)}.
      </p>
      <CopyField label="Invitation link" text={invite.link} />
    </div>
  );
}
