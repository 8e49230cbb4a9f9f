/** Who has opened what was made in a room, and when: for its therapist, and for the participant whose session it was. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AccessView } from '#server/contract/http-accesses.ts';
import { Refused } from '#client/room/refused.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';

const WHAT: Readonly<Record<AccessView['what'], string>> = {
  enter: 'came into the room',
  drawing: 'opened the drawing',
  chat: 'opened the chat',
  'check-in': 'read the answers given at the start',
  accesses: 'looked at this list',
};

export function Accesses({ store, onClose }: { store: RoomStore; onClose: () => void }) {
  const seen = useSignal<readonly AccessView[] | undefined>(undefined);
  const next = useSignal<string | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  const read = async (cursor?: string): Promise<void> => {
    try {
      const page = await store.participant.accesses(cursor);
      wrong.value = undefined;
      seen.value = [...(cursor === undefined ? [] : (seen.value ?? [])), ...page.accesses];
      next.value = page.next;
    } catch (thrown) {
      wrong.value = errorWords(thrown instanceof Refused ? thrown.code : 'not_ready');
    }
  };
  useEffect(() => void read(), [store]);
  const members = store.members.value;
  const whoOf = ({ member }: AccessView): string => {
    const known = members.find(({ id }) => id === member);
    return known?.you === true ? 'You' : (known?.name ?? 'Somebody who is no member any more');
  };
  return (
    <Dialog title="Who has seen this" onClose={onClose}>
      <p class="soft">
        Everybody who opened something of this room, as the practice’s server wrote it down. It cannot be changed afterwards.
      </p>
      {wrong.value !== undefined && <Banner kind="danger">{wrong.value}</Banner>}
      {seen.value === undefined && wrong.value === undefined && <p class="soft">Loading…</p>}
      <ul class="stack tight accesses">
        {seen.value?.map((access) => (
          <li key={`${access.at}${access.member}${access.what}`} class="row apart">
            <span>
              <strong>{whoOf(access)}</strong> {WHAT[access.what]}
            </span>
            <span class="soft">{dayAndTime(access.at)}</span>
          </li>
        ))}
      </ul>
      {next.value !== undefined && <Button onPress={() => void read(next.value)}>Show earlier</Button>}
    </Dialog>
  );
}
