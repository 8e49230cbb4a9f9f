import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import type { GuestEnd } from '#client/store/guest.ts';
import { Again } from './again.tsx';

type Words = { readonly title: string; readonly what: string; readonly next: string };

const ASK_FOR_LINK = 'Ask your therapist for a new link, by phone or the way you usually write to each other.';

/** What happened and what to do now, for every way in which a guest is not (or no longer) in the room. */
function wordsOf(why: GuestEnd): Words {
  switch (why) {
    case 'left':
      return { title: 'You have left', what: 'The keys of this room were removed from this browser.', next: 'You can close this page.' };
    case 'ended':
    case 'room_ended':
      return {
        title: 'The session has ended',
        what: 'Thank you for being here. The keys of this room were removed from this browser.',
        next: 'You can close this page.',
      };
    case 'removed':
      return {
        title: 'You are no longer in the room',
        what: 'The therapist has ended your part in this session. The keys of this room were removed from this browser.',
        next: 'If you think that was a mistake, call your therapist, or write the way you usually do.',
      };
    case 'refused':
      return {
        title: 'Not now',
        what: 'The therapist could not let you in at this moment.',
        next: 'This can happen when another session is still going on. ' + ASK_FOR_LINK,
      };
    case 'invite_used':
      return { title: 'This link was already used', what: 'Each link lets one person in, once.', next: ASK_FOR_LINK };
    case 'invite_over':
      return { title: 'This link no longer works', what: 'It has expired or was taken back.', next: ASK_FOR_LINK };
    case 'invite_closed':
      return { title: 'This link is closed', what: 'A wrong passcode was given too often.', next: ASK_FOR_LINK };
    case 'invite_unknown':
    case 'not_found':
      return {
        title: 'This link does not lead anywhere',
        what: 'Perhaps a part of it was lost on the way.',
        next: 'Open it once more exactly as you received it. If that does not help: ' + ASK_FOR_LINK,
      };
    default:
      return {
        title: 'You could not come in',
        what: errorWords(why),
        next: 'Open your link again. If that does not help: ' + ASK_FOR_LINK,
      };
  }
}

export function Over({ why }: { why: GuestEnd }) {
  return <Ending {...wordsOf(why)} />;
}

export function Incomplete() {
  return (
    <Ending
      title="Please open your link again"
      what="The link you received has a second half, which stays on your device and opens the room. It is missing here."
      next={'Go back to the message with the link and open it from there. If that does not help: ' + ASK_FOR_LINK}
    />
  );
}

/** The server does not answer what the invite wants. */
export function Unreachable({ onAgain }: { onAgain: () => void }) {
  return (
    <Again title="One moment" role="alert" onAgain={onAgain}>
      <p>{errorWords('not_ready')}</p>
    </Again>
  );
}

/** The therapist has locked the room; the link stays good. */
export function Locked({ onAgain }: { onAgain: () => void }) {
  return (
    <Again title="The room is closed for now" role="status" onAgain={onAgain}>
      <p>Your therapist can open it again. Your link stays good.</p>
    </Again>
  );
}

function Ending({ title, what, next }: Words) {
  return (
    <Panel>
      <div class="stack" role="status">
        <h1>{title}</h1>
        <p>{what}</p>
        <p class="soft">{next}</p>
      </div>
    </Panel>
  );
}
