/** What the tabs of one browser tell each other about being there, locking and signing out. Times and words of ours, nothing of anybody's. */
import type { Times } from './phase.ts';

export type TabWord = 'unlocked' | 'locked' | 'signed-out';
export type Tabs = {
  /** The times that all tabs share; undefined once locked. */
  times(): Times | undefined;
  setTimes(times: Times | undefined): void;
  /** To all other tabs. */
  tell(word: TabWord): void;
  /** Returns its undoing. */
  hear(listener: (word: TabWord) => void): () => void;
};

const KEY = 'holdspace-vault';
const CHANNEL = 'holdspace-vault';
const WORDS: readonly unknown[] = ['unlocked', 'locked', 'signed-out'] satisfies TabWord[];
const isWord = (word: unknown): word is TabWord => WORDS.includes(word);

export function createBrowserTabs(page: Window): Tabs {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
  /** For browsers that allow no storage: then each tab is by itself. */
  let own: string | null = null;
  const read = (): string | null => {
    try {
      return page.localStorage.getItem(KEY);
    } catch {
      return own;
    }
  };
  const write = (text: string | null): void => {
    own = text;
    try {
      if (text === null) page.localStorage.removeItem(KEY);
      else page.localStorage.setItem(KEY, text);
    } catch {
      // `own` stands in.
    }
  };
  return {
    times() {
      const [, seen = '', unlocked = ''] = /^(\d{1,15}) (\d{1,15})$/.exec(read() ?? '') ?? [];
      return seen === '' ? undefined : { seenAt: Number(seen), unlockedAt: Number(unlocked) };
    },
    setTimes: (times) => write(times === undefined ? null : `${times.seenAt} ${times.unlockedAt}`),
    tell: (word) => channel?.postMessage(word),
    hear(listener) {
      const listen = ({ data }: MessageEvent<unknown>): void => {
        if (isWord(data)) listener(data);
      };
      channel?.addEventListener('message', listen);
      return () => channel?.removeEventListener('message', listen);
    },
  };
}
