import { signal, type ReadonlySignal } from '@preact/signals';
import type { AuditEntryView } from '#server/contract/http-audit.ts';
import type { Http } from '#client/net/http.ts';
import type { DoorCode } from './account.ts';

export type AuditStore = {
  readonly entries: ReadonlySignal<readonly AuditEntryView[] | undefined>;
  /** How many entries there are in all. */
  readonly total: ReadonlySignal<number>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  refresh(): Promise<void>;
};

export function createAuditStore(http: Pick<Http, 'call'>): AuditStore {
  const entries = signal<readonly AuditEntryView[] | undefined>(undefined);
  const total = signal(0);
  const wrong = signal<DoorCode | undefined>(undefined);
  return {
    entries,
    total,
    wrong,
    async refresh() {
      const read = await http.call('GET /api/audit', { query: { limit: 200 } });
      wrong.value = read.ok ? undefined : read.code;
      if (!read.ok) return;
      entries.value = read.value.entries;
      total.value = read.value.total;
    },
  };
}
