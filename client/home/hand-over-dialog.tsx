import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { HAND_OVER_REASONS, type HandOverReason } from '#server/contract/http-hand-over.ts';
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import { CompareWords } from '#client/account/compare-words.tsx';
import { handOver, takeBack } from '#client/room/hand-over.ts';
import type { Colleague, PeopleCode } from '#client/room/people.ts';
import type { Session } from '#client/room/session.ts';
import type { RoomCard } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { CheckField } from '#client/ui/field.tsx';
import { peopleWords } from '#client/ui/keys-words.ts';
import { dayAndTime } from '#client/ui/when.ts';

const REASONS: { readonly [Reason in HandOverReason]: string } = {
  'takes-over': 'They take over the treatment',
  'stands-in': 'They stand in for me for a while',
  consult: 'I ask for their advice',
};

type Props = { session: Session; rooms: readonly RoomCard[]; onClose: () => void };

/** Whom, then which sessions and why. Only somebody whose words were compared is offered anything. */
export function HandOverDialog({ session, rooms, onClose }: Props) {
  const colleague = useSignal<Colleague | undefined>(undefined);
  return (
    <Dialog title="Hand over to a colleague" onClose={onClose}>
      {colleague.value === undefined ? (
        <CompareWords session={session} colleague={undefined} onDone={onClose} onConfirmed={(one) => (colleague.value = one)} />
      ) : (
        <Choose session={session} rooms={rooms} colleague={colleague.value} onDone={onClose} />
      )}
    </Dialog>
  );
}

type ChooseProps = { session: Session; rooms: readonly RoomCard[]; colleague: Colleague; onDone: () => void };

function Choose({ session, rooms, colleague, onDone }: ChooseProps) {
  const chosen = useSignal<ReadonlySet<RoomId>>(new Set());
  const reason = useSignal<HandOverReason>('takes-over');
  const why = useId();
  const busy = useSignal(false);
  const done = useSignal<ReadonlySet<RoomId>>(new Set());
  const wrong = useSignal<PeopleCode | undefined>(undefined);
  const has = ({ handedTo }: RoomCard, account: AccountId): boolean => handedTo.includes(account);
  const free = rooms.filter((room) => !has(room, colleague.account) && !done.value.has(room.room));
  const held = rooms.filter((room) => has(room, colleague.account));
  const choose = (room: RoomId, is: boolean): void => {
    const next = new Set(chosen.value);
    if (is) next.add(room);
    else next.delete(room);
    chosen.value = next;
  };
  const work = async (doing: () => Promise<PeopleCode | undefined>): Promise<void> => {
    busy.value = true;
    wrong.value = await doing();
    busy.value = false;
    if (wrong.value === undefined) onDone();
  };
  /** What was handed over before something failed is not asked for again. */
  const give = (): Promise<void> =>
    work(async () => {
      const given = (room: RoomId) => {
        choose(room, false);
        done.value = new Set([...done.value, room]);
      };
      const result = await handOver({ session, rooms: [...chosen.value], colleague, reason: reason.value, given });
      return result.ok ? undefined : result.code;
    });
  /** One after the other; the first that fails ends it, and says so. */
  const take = (): Promise<void> =>
    work(async () => {
      for (const { room } of held) {
        const result = await takeBack(session, room, colleague.account);
        if (!result.ok && result.code !== 'not_found') return result.code;
      }
      return undefined;
    });
  return (
    <div class="stack">
      <p>
        <strong>{colleague.name}</strong> will read the sessions that you choose, drawing and chat, and can change nothing in them. Each one
        is written into the audit log. Make sure that your patient agreed.
      </p>
      {free.length > 0 && (
        <fieldset class="choice-of-two">
          <legend>Which sessions</legend>
          {free.length > 1 && (
            <CheckField
              label={`All ${free.length} of them`}
              checked={chosen.value.size === free.length}
              onChecked={(is) => (chosen.value = new Set(is ? free.map(({ room }) => room) : []))}
            />
          )}
          {free.map(({ room, title, createdAt }) => (
            <CheckField
              key={room}
              label={`${title}, ${dayAndTime(createdAt)}`}
              checked={chosen.value.has(room)}
              onChecked={(is) => choose(room, is)}
            />
          ))}
        </fieldset>
      )}
      {free.length > 0 && (
        <div class="field">
          <label for={why}>Why</label>
          <select
            id={why}
            class="input"
            value={reason.value}
            onChange={(event) => (reason.value = HAND_OVER_REASONS.find((one) => one === event.currentTarget.value) ?? reason.value)}
          >
            {HAND_OVER_REASONS.map((one) => (
              <option key={one} value={one}>
                {REASONS[one]}
              </option>
            ))}
          </select>
        </div>
      )}
      {wrong.value && <Banner kind="danger">{peopleWords(wrong.value)}</Banner>}
      <div class="row">
        {free.length > 0 && (
          <Button kind="primary" busy={busy.value || chosen.value.size === 0} onPress={() => void give()}>
            Hand over
          </Button>
        )}
        {held.length > 0 && (
          <Button busy={busy.value} onPress={() => void take()}>
            Take back {held.length === 1 ? 'the one' : `the ${held.length}`} they read now
          </Button>
        )}
      </div>
    </div>
  );
}
