/** Where somebody is signed in, and what their account has to tell them. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Http } from '#client/net/http.ts';
import type { NoticeView } from '#server/contract/http-notices.ts';
import type { SignInView } from '#server/contract/http-sessions.ts';
import type { DoorCode } from './account.ts';

export type SignInsStore = {
  readonly signIns: ReadonlySignal<readonly SignInView[] | undefined>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  refresh(): Promise<void>;
  end(id: string): Promise<void>;
  endOthers(): Promise<void>;
};

export function createSignInsStore(http: Http): SignInsStore {
  const signIns = signal<readonly SignInView[] | undefined>(undefined);
  const wrong = signal<DoorCode | undefined>(undefined);
  const refresh = async (): Promise<void> => {
    const listed = await http.call('GET /api/sign-ins');
    if (listed.ok) signIns.value = listed.value.signIns;
    else wrong.value = listed.code;
  };
  const act = async (done: Promise<{ ok: true } | { ok: false; code: DoorCode }>): Promise<void> => {
    const result = await done;
    // One that was over already is what was wanted.
    wrong.value = result.ok || result.code === 'not_found' ? undefined : result.code;
    await refresh();
  };
  return {
    signIns,
    wrong,
    refresh,
    end: (id) => act(http.call('POST /api/sign-ins/end', { body: { id } })),
    endOthers: () => act(http.call('POST /api/sign-ins/end-others')),
  };
}

export type NoticesStore = {
  readonly notices: ReadonlySignal<readonly NoticeView[]>;
  refresh(): Promise<void>;
};

/** What fails here is no reason to keep anybody from their work: it is asked for anew with the next page. */
export function createNoticesStore(http: Http): NoticesStore {
  const notices = signal<readonly NoticeView[]>([]);
  const refresh = async (): Promise<void> => {
    const listed = await http.call('GET /api/notices');
    if (listed.ok) notices.value = listed.value.notices;
  };
  return { notices, refresh };
}
