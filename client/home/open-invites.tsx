import type { InvitedRole } from '#server/contract/roles.ts';
import type { OpenInvite } from '#client/store/rooms.ts';
import { dayAndTime, timeOfDay } from '#client/ui/when.ts';

const FOR: { readonly [Role in InvitedRole]: string } = {
  participant: 'For the person you will meet',
  'co-therapist': 'For a co-therapist',
  observer: 'For somebody who observes',
};

/** The links of a room that are out and by which nobody has come yet. */
export function OpenInvites({ invites }: { invites: readonly OpenInvite[] }) {
  if (invites.length === 0) return null;
  return (
    <section class="stack tight" aria-labelledby="open-invites">
      <h3 id="open-invites">Links that nobody has used yet</h3>
      <ul class="stack tight">
        {invites.map((one) => (
          <li key={one.invite} class="card">
            <p>
              {FOR[one.role]}, made {dayAndTime(one.createdAt)}
            </p>
            <p class="soft">{stateWords(one)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateWords({ closed, pausedUntil, expiresAt }: OpenInvite): string {
  if (closed) return 'Closed after too many wrong passcodes. Make a new link instead.';
  if (pausedUntil === undefined) return `Works until ${dayAndTime(expiresAt)}.`;
  return `Paused until ${timeOfDay(pausedUntil)}: it was opened too often within an hour. If that was not the person you sent it to, make a new link.`;
}
