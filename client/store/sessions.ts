import { signal, type ReadonlySignal } from '@preact/signals';
import type { RoomId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { listSessions } from '#client/room/sessions.ts';
import type { Session } from '#client/room/session.ts';
import type { DoorCode } from './account.ts';

/** A room of somebody else in which one is, or was; its title was opened in this browser. */
export type SessionCard = {
  readonly room: RoomId;
  readonly title: string;
  readonly status: 'open' | 'ended';
  /** ms since the Unix epoch */
  readonly createdAt: number;
  readonly endedAt: number | undefined;
};

export type SessionsDoor = { list(): Promise<Result<readonly SessionCard[], DoorCode>> };

export type SessionsStore = {
  /** Undefined until they were asked for once. */
  readonly sessions: ReadonlySignal<readonly SessionCard[] | undefined>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  refresh(): Promise<void>;
};

const UNTITLED = 'A session whose title does not open';

export const createSessionsDoor = (session: Session): SessionsDoor => ({
  async list() {
    const listed = await listSessions(session);
    return listed.ok ? ok(listed.value.map((entry) => ({ ...entry, title: entry.title || UNTITLED }))) : listed;
  },
});

export function createSessionsStore(door: SessionsDoor): SessionsStore {
  const sessions = signal<readonly SessionCard[] | undefined>(undefined);
  const wrong = signal<DoorCode | undefined>(undefined);
  return {
    sessions,
    wrong,
    async refresh() {
      const listed = await door.list();
      wrong.value = listed.ok ? undefined : listed.code;
      if (listed.ok) sessions.value = [...listed.value].sort((a, b) => b.createdAt - a.createdAt);
    },
  };
}
