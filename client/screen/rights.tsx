import { useSignal } from '@preact/signals';
import type { DocName } from '#crdt/base/docs.ts';
import type { Member, WhoMay } from '#client/room/types.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';

const RIGHTS = { drawing: 'May draw', chat: 'May write in the chat' } as const satisfies Record<DocName, string>;
const DID_NOT_WORK = 'That did not work; all stays as it was. Please try again.';

/** For the host: what one person may. */
export function PersonRights({ store, member }: { store: RoomStore; member: Member }) {
  const wrong = useSignal(false);
  const change = (right: DocName): void => {
    wrong.value = false;
    store.allow(member.id, right, !member.may[right]).catch(() => void (wrong.value = true));
  };
  const busy = store.deciding.value.has(member.id) || store.deciding.value.has('everybody');
  return (
    <>
      {(['drawing', 'chat'] as const).map((right) => (
        <Button key={right} pressed={member.may[right]} busy={busy} onPress={() => change(right)}>
          <Icon name={member.may[right] ? 'check' : 'close'} />
          {RIGHTS[right]}
          <span class="only-heard"> ({member.name})</span>
        </Button>
      ))}
      {wrong.value && <Banner kind="danger">{DID_NOT_WORK}</Banner>}
    </>
  );
}

/** The four answers to who may, each one press: drawing first, then the chat. */
const CHOICES = [
  { therapists: false, participants: false, drawing: 'Nobody draws', chat: 'Nobody writes' },
  { therapists: true, participants: false, drawing: 'Only I draw', chat: 'Only I write' },
  { therapists: false, participants: true, drawing: 'Only they draw', chat: 'Only they write' },
  { therapists: true, participants: true, drawing: 'Everybody draws', chat: 'Everybody writes' },
] as const;
const WITH_OTHERS = { drawing: 'Only therapists draw', chat: 'Only therapists write' } as const;
const LEGENDS = { drawing: 'Who draws', chat: 'Who writes in the chat' } as const;

/** For the host: one press for everybody who is in the room, oneself included, and who comes later. */
export function RoomRights({ store }: { store: RoomStore }) {
  const wrong = useSignal(false);
  const inside = store.members.value.filter((member) => member.inside && member.role !== 'observer');
  const therapists = inside.filter(({ role }) => role !== 'participant');
  const participants = inside.filter(({ role }) => role === 'participant');
  const choose = (right: DocName, who: WhoMay): void => {
    wrong.value = false;
    store.decide(right, who).catch(() => void (wrong.value = true));
  };
  if (inside.length < 2) return null;
  return (
    <>
      {(['drawing', 'chat'] as const).map((right) => (
        <fieldset key={right} class="who-may">
          <legend>{LEGENDS[right]}</legend>
          {CHOICES.map((choice) => {
            const holds = (some: readonly Member[], may: boolean): boolean => some.every((member) => member.may[right] === may);
            const isNow = holds(therapists, choice.therapists) && holds(participants, choice.participants);
            const isTherapists = choice.therapists && !choice.participants && therapists.length > 1;
            return (
              <Button key={choice[right]} pressed={isNow} busy={store.deciding.value.size > 0} onPress={() => choose(right, choice)}>
                {isTherapists ? WITH_OTHERS[right] : choice[right]}
              </Button>
            );
          })}
        </fieldset>
      ))}
      {wrong.value && <Banner kind="danger">{DID_NOT_WORK}</Banner>}
    </>
  );
}
