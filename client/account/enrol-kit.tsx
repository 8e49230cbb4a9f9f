import type { EnrolStepProps } from '#client/store/enrol.ts';
import { KitMaker } from './kit-maker.tsx';

/** The recovery kit, while everything is set up anyway. It may wait: the first page goes on reminding of it. */
export function KitStep({ session, door, onDone }: EnrolStepProps) {
  return (
    <>
      <h1>Your recovery kit</h1>
      <p class="soft">
        Your password locks everything you keep here, and nobody else has a key: not the practice, not whoever runs the server. So that a
        forgotten password does not lock you out for ever, keep this page on paper.
      </p>
      {session.account.roles.includes('participant') && (
        <p class="soft">It is yours to decide: you can do without it, and make one any day on your account page.</p>
      )}
      <KitMaker session={session} door={door} onKept={() => onDone()} onLater={() => onDone()} />
    </>
  );
}
