import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { MemberId } from '#crdt/base/ids.ts';
import { createReplay, type ReplayStep } from '#crdt/docs/replay.ts';
import { Board } from '#client/board/board.tsx';
import type { MountedBoard } from '#client/board/mount.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Button } from '#client/ui/button.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import './replay.css';

const TICK_MS = 100;
/** How the whole is played: in so many ms, or so many steps a second. */
const PACES = [
  ['minute', 'In a minute', (steps: number) => (steps * TICK_MS) / 60_000],
  ['ten', 'In ten seconds', (steps: number) => (steps * TICK_MS) / 10_000],
  ['slow', 'Two steps a second', () => (2 * TICK_MS) / 1000],
] as const;
const WHAT: Readonly<Record<ReplayStep['kind'], string>> = {
  mark: 'drew',
  erasure: 'wiped something out',
  move: 'moved something',
  template: 'changed what lies beneath',
};

type Props = { store: RoomStore; onMounted: (board: MountedBoard | undefined) => void; onClose: () => void };

/** How a drawing was made, step by step; of everybody or of one, as fast as one likes, forth and back. */
export function Replay({ store, onMounted, onClose }: Props) {
  const { participant } = store;
  const drawing = store.drawing.value;
  const isHost = (id: MemberId | undefined): boolean => participant.members.value.find((member) => member.id === id)?.role === 'therapist';
  const replay = useMemo(() => createReplay(drawing, (client) => isHost(participant.memberOf(client))), [drawing]);
  useEffect(() => replay.close, [replay]);
  const total = replay.steps.length;
  const at = useSignal(total);
  const whose = useSignal('');
  const pace = useSignal<(typeof PACES)[number][0]>('minute');
  const playing = useSignal(false);
  const nameOf = (id: MemberId): string | undefined => participant.members.value.find((member) => member.id === id)?.name;
  const authors = [...new Set(replay.steps.map(({ author }) => author))];
  useEffect(
    () =>
      replay.show(
        Math.floor(at.value),
        authors.find((id) => id === whose.value),
      ),
    [replay, Math.floor(at.value), whose.value],
  );
  useEffect(() => {
    if (!playing.value) return undefined;
    const perTick = PACES.find(([name]) => name === pace.value)?.[2](total) ?? 1;
    const timer = setInterval(() => {
      at.value = Math.min(total, at.value + perTick);
      if (at.value >= total) playing.value = false;
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [playing.value, pace.value, total]);
  const play = (): void => {
    if (!playing.value && at.value >= total) at.value = 0;
    playing.value = !playing.value;
  };
  const step = replay.steps[Math.floor(at.value) - 1];
  const words =
    step === undefined
      ? 'Nothing is drawn yet'
      : `Step ${Math.floor(at.value)} of ${total}: ${nameOf(step.author) ?? 'Somebody'} ${WHAT[step.kind]}, ${dayAndTime(step.at)}`;
  return (
    <div class="replay">
      <Board
        doc={replay.doc}
        awareness={participant.awareness}
        you={participant.you}
        nameOf={nameOf}
        memberOf={(client) => participant.memberOf(client)}
        isHost={isHost}
        readOnly
        onMounted={onMounted}
      />
      <section class="replay-bar" aria-label="How it was made">
        <input
          class="replay-place"
          type="range"
          min={0}
          max={total}
          step={1}
          value={Math.floor(at.value)}
          aria-label="How far"
          aria-valuetext={words}
          onInput={({ currentTarget }) => {
            playing.value = false;
            at.value = Number(currentTarget.value);
          }}
        />
        <p class="soft replay-words">{words}</p>
        <div class="row">
          <Button kind="primary" onPress={play}>
            {playing.value ? 'Pause' : 'Play'}
          </Button>
          <SelectField
            label="How fast"
            choices={PACES.map(([name, label]) => [name, label] as const)}
            value={pace.value}
            onValue={(value) => (pace.value = PACES.find(([name]) => name === value)?.[0] ?? 'minute')}
          />
          <SelectField
            label="Whose marks"
            choices={[['', 'Everybody’s'], ...authors.map((id) => [id, nameOf(id) ?? 'Somebody’s'] as const)]}
            value={whose.value}
            onValue={(value) => (whose.value = value)}
          />
          <Button onPress={onClose}>The finished drawing</Button>
        </div>
      </section>
    </div>
  );
}
