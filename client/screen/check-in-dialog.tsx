import { useEffect, useState } from 'preact/hooks';
import type { CheckInView } from '#client/room/check-in.ts';
import type { Member } from '#client/room/types.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { CheckInAnswers } from './check-in-answers.tsx';

type Props = { store: RoomStore; member: Member; onClose: () => void };
type Read = { readonly is: 'reading' } | { readonly is: 'read'; readonly view: CheckInView } | { readonly is: 'failed' };

/** For the therapist during the session: what this person answered at their check-in. Read anew each time: it rests nowhere in this browser. */
export function CheckInDialog({ store, member, onClose }: Props) {
  const [read, setRead] = useState<Read>({ is: 'reading' });
  useEffect(() => {
    let open = true;
    store.participant.checkIns().then(
      (all) => open && setRead({ is: 'read', view: all.get(member.id) ?? { is: 'not-asked' } }),
      () => open && setRead({ is: 'failed' }),
    );
    return () => {
      open = false;
    };
  }, [store, member.id]);
  return (
    <Dialog title={`Check-in of ${member.name}`} onClose={onClose}>
      {read.is === 'reading' && <p class="soft">Opening…</p>}
      {read.is === 'failed' && <Banner kind="danger">It could not be read just now. Please close this and try again.</Banner>}
      {read.is === 'read' && <CheckInAnswers view={read.view} />}
    </Dialog>
  );
}
