import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { MountedBoard } from '#client/board/mount.ts';
import { Chat } from '#client/chat/chat.tsx';
import { LeaveNow } from '#client/leave/leave-now.tsx';
import type { Beside } from '#client/screen/beside.ts';
import { BoardOf } from '#client/screen/board-of.tsx';
import { Notices } from '#client/screen/notices.tsx';
import { Tabs, type Tab } from '#client/screen/tabs.tsx';
import { createMedia, WIDE } from '#client/store/media-query.ts';
import type { ChatStore } from '#client/store/chat.ts';
import type { RoomStore } from '#client/store/room.ts';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { useFetched } from '#client/ui/use-fetched.ts';

/** Fetched when they are first asked for: whoever comes into a session waits for neither. */
const loadReplay = () => import('./replay.tsx');
const loadAccesses = () => import('./accesses.tsx');

type Props = {
  store: RoomStore;
  chat: ChatStore;
  /** Its therapist's, in the sealed file of whom it was with. */ notes?: Beside | undefined;
  onLeave: () => void;
};

/** A room that has ended: drawing and chat as they were, for looking at. */
export function Review({ store, chat, notes, onLeave }: Props) {
  const media = useMemo(() => createMedia(window, WIDE), []);
  useEffect(() => media.close, [media]);
  const tab = useSignal<Tab>('board');
  const asking = useSignal(false);
  const wide = media.matches.value;
  const sideTab = useSignal<Tab>('chat');
  const shown = useComputed(() => (media.matches.value ? sideTab.value : tab.value));
  const replaying = useSignal(false);
  const { part: replay, fetch: fetchReplay } = useFetched(loadReplay);
  const { part: accesses, fetch: fetchAccesses } = useFetched(loadAccesses);
  const board = useRef<MountedBoard | undefined>(undefined);
  const withNotes = (tabs: readonly Tab[]): readonly Tab[] => (notes === undefined ? tabs : [...tabs, 'notes']);
  useEffect(() => chat.look(shown.value === 'chat'), [chat, shown.value]);
  return (
    <div class="room review" data-tab={shown.value} data-side="open">
      <header class="room-bar">
        <Button kind="plain" onPress={onLeave}>
          <Icon name="back" />
          <span class="room-action-words">{store.host ? 'Your rooms' : 'Your sessions'}</span>
        </Button>
        <h1 class="room-title">{store.title.value}</h1>
        <span class="badge">
          Ended<span class="room-action-words">, read-only</span>
        </span>
        <Button onPress={() => void fetchReplay().then((is) => (replaying.value = is))} label="How it was made" pressed={replaying.value}>
          <Icon name="play" />
        </Button>
        <Button onPress={() => void fetchAccesses().then((is) => (asking.value = is))} label="Who has seen this">
          <Icon name="eye" />
        </Button>
        {!store.host && <LeaveNow />}
      </header>
      <Notices store={store} />
      {asking.value && accesses && <accesses.Accesses store={store} onClose={() => (asking.value = false)} />}
      <main class="room-main">
        <div class="room-board">
          {replaying.value && replay ? (
            <replay.Replay store={store} onMounted={(now) => (board.current = now)} onClose={() => (replaying.value = false)} />
          ) : (
            <BoardOf store={store} readOnly onMounted={(now) => (board.current = now)} />
          )}
        </div>
        <aside class="room-side" aria-label={notes === undefined ? 'Chat' : 'Chat and notes'}>
          {wide && notes !== undefined && (
            <Tabs tabs={withNotes(['chat'])} now={sideTab.value} counts={{}} onTab={(next) => (sideTab.value = next)} />
          )}
          <div class="room-chat">
            <Chat store={chat} readOnly />
          </div>
          <div class="room-notes">{shown.value === 'notes' && notes?.({ picture: async () => board.current?.file('png') })}</div>
        </aside>
      </main>
      {!wide && <Tabs tabs={withNotes(['board', 'chat'])} now={tab.value} counts={{}} onTab={(next) => (tab.value = next)} />}
    </div>
  );
}
