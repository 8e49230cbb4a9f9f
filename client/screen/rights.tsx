import { useSignal } from '@preact/signals';
import type { DocName } from '#crdt/base/docs.ts';
import type { Member } from '#client/room/types.ts';
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

/** For the host: one press for everybody who is in the room, and who comes later. */
export function RoomRights({ store }: { store: RoomStore }) {
  const wrong = useSignal(false);
  const others = store.members.value.filter(({ inside, you }) => inside && !you);
  const anybody = others.some(({ may }) => may.drawing);
  const change = (): void => {
    wrong.value = false;
    store.allow('everybody', 'drawing', !anybody).catch(() => void (wrong.value = true));
  };
  if (others.length === 0) return null;
  return (
    <>
      <div>
        <Button busy={store.deciding.value.size > 0} onPress={change}>
          {anybody ? 'Only I draw' : 'Everybody draws'}
        </Button>
      </div>
      {wrong.value && <Banner kind="danger">{DID_NOT_WORK}</Banner>}
    </>
  );
}
