/** One connection that stands in one room: enters again after every reconnect, and says what the server answered. */
import type { Clock } from '#crdt/base/clock.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { ERRORS, type ErrorCode } from '#server/contract/errors.ts';
import type { DownBody } from '#server/contract/messages.ts';
import type { RoomView, WaitingView } from '#server/contract/views.ts';
import { connectWire, type As, type Wire } from '#client/net/socket.ts';
import type { Http } from '#client/net/http.ts';
import { createWatched } from './watched.ts';
import type { Watched } from './types.ts';

const AGAIN_MS = 1000;

export type Standing =
  | { readonly is: 'connecting' }
  | { readonly is: 'waiting'; readonly view: WaitingView }
  /** A new object with every (re)entry. */
  | { readonly is: 'inside'; readonly view: RoomView }
  | { readonly is: 'away'; readonly since: number }
  | { readonly is: 'closed'; readonly why: 'left' | 'ended' | 'refused' | 'removed' | ErrorCode };

export type Entrance = {
  readonly standing: Watched<Standing>;
  readonly wire: Wire;
  /** What was said between the server's answer to the newest entry and now, since nobody was there to hear it yet; once. */
  takeEarly(): readonly Early[];
  /** Leaves for good. Idempotent. */
  close(why: 'left' | 'ended' | 'refused'): void;
};

/** Messages about the room that may follow the server's answer at once. */
export const EARLY = ['room/waiting', 'room/member', 'room/presence', 'room/turned', 'room/turn-due', 'room/locked', 'room/ended'] as const;
export type Early = { [Name in (typeof EARLY)[number]]: { readonly name: Name; readonly body: DownBody<Name> } }[(typeof EARLY)[number]];

type Options = { readonly http: Http; readonly as: As; readonly room: RoomId; readonly device: Uint8Array; readonly clock: Clock };

export function createEntrance({ http, as, room, device, clock }: Options): Entrance {
  const standing = createWatched<Standing>({ is: 'connecting' });
  let cancel: (() => void) | undefined;
  let early: Early[] = [];
  const isClosed = (): boolean => standing.value.is === 'closed';

  function end(why: 'left' | 'ended' | 'refused' | 'removed' | ErrorCode): void {
    if (isClosed()) return;
    cancel?.();
    standing.set({ is: 'closed', why });
    wire.close();
  }

  async function enter(): Promise<void> {
    const reply = await wire.request('room/enter', { room, device });
    if (isClosed()) return;
    if (reply.ok) standing.set(reply.value.state === 'inside' ? { is: 'inside', view: reply.value } : { is: 'waiting', view: reply.value });
    else if (ERRORS[reply.code].retry !== 'later') end(reply.code);
    else if (wire.connected) cancel = clock.after(AGAIN_MS, () => void enter());
  }

  const wire = connectWire({
    http,
    as,
    onUp: () => void enter(),
    onDown() {
      cancel?.();
      // What was said belongs to an entry that is over.
      early = [];
      if (!isClosed()) standing.set({ is: 'away', since: clock.now() });
    },
    onRefused: end,
  });
  wire.on('room/admitted', (view) => {
    if (standing.value.is === 'waiting') standing.set({ is: 'inside', view });
  });
  wire.on('room/refused', () => end('refused'));
  wire.on('room/removed', () => end('removed'));
  const hushes = EARLY.map((name) => wire.on(name, (body) => early.push({ name, body } as Early)));
  return {
    standing,
    wire,
    takeEarly() {
      for (const hush of hushes) hush();
      const taken = early;
      early = [];
      return taken;
    },
    close: end,
  };
}
