import type { DirectoryEntry } from '#crdt/keys/directory-layout.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Panel } from '#client/ui/panel.tsx';
import type { ToWhom } from '#client/ui/keys-words.ts';
import { dayAndTime } from '#client/ui/when.ts';

type Props = { entry: DirectoryEntry | undefined; who: ToWhom; onSignOut: () => void };

/** Nothing else is offered: whatever would be shared with this account now might be sealed to somebody else. */
export function ForeignKeys({ entry, who, onSignOut }: Props) {
  return (
    <Panel>
      <div class="stack">
        <h1>Somebody put another key in your place</h1>
        <Banner kind="danger">
          {entry === undefined
            ? 'The practice’s list of keys does not hold yours.'
            : `Since ${dayAndTime(entry.at)} the practice’s list of keys names keys for your account that are not yours (entry ${entry.seq}).`}
        </Banner>
        {who === 'staff' ? (
          <p>
            Others may seal to that key what is meant for you. If you or an admin reset your account, sign out and sign in with the new
            password. If nobody did, do not use this account: call whoever runs the server and your colleagues, and tell them the number of
            the entry.
          </p>
        ) : (
          <>
            <p>
              <strong>If you have just chosen a new password</strong> with a link from the practice, all is well: sign out, then sign in
              with the new password.
            </p>
            <p>
              <strong>If you have not,</strong> please do not use this account. Somebody else might read what is meant for you. Call your
              therapist{entry !== undefined && `, and tell them the number ${entry.seq}`}. You can still come to a session as a guest, with
              a link that they send you.
            </p>
          </>
        )}
        <div>
          <Button kind="primary" onPress={onSignOut}>
            Sign out
          </Button>
        </div>
      </div>
    </Panel>
  );
}
