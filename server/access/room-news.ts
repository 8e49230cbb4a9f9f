/** Tells live rooms what was done to a room from outside it, once it is committed: they go by what they hold in memory. */
import type { MemberId, RoomId } from '#crdt/base/ids.ts';

export type News =
  | { readonly is: 'ended'; readonly room: RoomId }
  /** `out` hold the current epoch's key and are out: nothing is to be written before it has turned. */
  | { readonly is: 'turn-due'; readonly room: RoomId; readonly out: readonly MemberId[] };
export type RoomNews = {
  tell(news: News): void;
  /** Returns its undoing. */
  follow(listener: (news: News) => void): () => void;
};

export function createRoomNews(): RoomNews {
  const listeners = new Set<(news: News) => void>();
  return {
    tell(news) {
      for (const listener of listeners) listener(news);
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
