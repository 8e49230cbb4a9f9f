import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Call } from '#media/call/call.ts';
import { CallPanel } from '#client/call/call-panel.tsx';
import { Chat } from '#client/chat/chat.tsx';
import type { ChatStore } from '#client/store/chat.ts';
import type { RoomStore } from '#client/store/room.ts';
import { createMedia, WIDE } from '#client/store/media-query.ts';
import type { MountedBoard } from '#client/board/mount.ts';
import type { Beside, BoardNow } from './beside.ts';
import { BoardOf } from './board-of.tsx';
import { Notices } from './notices.tsx';
import { Observers } from './observers.tsx';
import { People } from './people.tsx';
import { RoomBar } from './room-bar.tsx';
import { Tabs, type Tab } from './tabs.tsx';
import './room.css';
import './room-narrow.css';
import './room-wide.css';

/** What stands beside the board on a wide screen. */
type SideTab = 'chat' | 'people' | 'notes';

type Props = {
  store: RoomStore;
  chat: ChatStore;
  /** Undefined while the room has ended, or where there is no call. */
  call: Call | undefined;
  /** The therapist's own notes, beside the room: nobody else in it sees them. */
  notes?: Beside | undefined;
  onLeave: () => void;
};

/** The room: the board large, faces and chat beside it or behind a tab. */
export function RoomScreen({ store, chat, call, notes, onLeave }: Props) {
  const { participant } = store;
  const media = useMemo(() => createMedia(window, WIDE), []);
  useEffect(() => media.close, [media]);
  const narrowTab = useSignal<Tab>('board');
  const sideTab = useSignal<SideTab>('chat');
  const sideOpen = useSignal(true);
  const chatShown = useComputed(() => (media.matches.value ? sideOpen.value && sideTab.value === 'chat' : narrowTab.value === 'chat'));
  useEffect(() => chat.look(chatShown.value), [chat, chatShown.value]);
  useKeepOpen(store);
  const wide = media.matches.value;
  const shown: Tab = wide ? sideTab.value : narrowTab.value;
  // Once they were looked at they stay, so that one comes back to what one was writing.
  const notesSeen = useSignal(false);
  useEffect(() => {
    if (shown === 'notes') notesSeen.value = true;
  }, [shown]);
  const board = useRef<MountedBoard | undefined>(undefined);
  const picture: BoardNow['picture'] = async () => board.current?.file('png');
  const counts = { chat: chat.unread.value };
  const withNotes = (tabs: readonly Tab[]): readonly Tab[] => (notes === undefined ? tabs : [...tabs, 'notes']);
  return (
    <div class="room" data-tab={shown} data-side={wide && !sideOpen.value ? 'closed' : 'open'}>
      <RoomBar
        store={store}
        side={wide ? { open: sideOpen.value, unread: chat.unread.value, toggle: () => (sideOpen.value = !sideOpen.value) } : undefined}
        onLeave={onLeave}
      />
      <Observers store={store} />
      <Notices store={store} />
      <main class="room-main">
        <div class="room-board">
          <BoardOf store={store} readOnly={store.ended.value || !store.mayDraw.value} onMounted={(now) => (board.current = now)} />
        </div>
        <aside class="room-side" aria-label="Call, chat and people">
          <div class="room-call">{call && <CallPanel call={call} members={participant.members} />}</div>
          {wide && (
            <Tabs
              tabs={withNotes(['chat', 'people'])}
              now={sideTab.value}
              counts={counts}
              onTab={(tab) => (sideTab.value = tab as SideTab)}
            />
          )}
          <div class="room-chat">
            <Chat
              store={chat}
              lost={store.ended.value || store.mayChat.value ? undefined : chatLost(store)}
              readOnly={store.ended.value || !store.mayChat.value || store.failed.value.some(({ doc }) => doc === 'chat')}
            />
          </div>
          <div class="room-people">
            <People store={store} />
          </div>
          <div class="room-notes">{notesSeen.value && notes?.({ picture })}</div>
        </aside>
      </main>
      {!wide && (
        <Tabs
          tabs={withNotes(['board', 'chat', 'people', 'call'])}
          now={narrowTab.value}
          counts={counts}
          onTab={(tab) => (narrowTab.value = tab)}
        />
      )}
    </div>
  );
}

/** Closing the page asks first while something is not yet kept. */
function useKeepOpen(store: RoomStore): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (store.unkept.value > 0) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [store]);
}

function chatLost({ host, observing }: RoomStore): string {
  if (observing.value) return 'You observe: you read here and write nothing.';
  return host
    ? 'You do not write at the moment. You can change that in the People panel.'
    : 'You read here at the moment. Your therapist can let you write.';
}
