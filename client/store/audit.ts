/** The audit log as an auditor goes through it: narrowed by filters, page by page, and carried away as a file. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { createAuditFile, type AuditFileKind } from '#client/audit/audit-file.ts';
import type { Http } from '#client/net/http.ts';
import type { AuditEntryView, AuditFilter } from '#server/contract/http-audit.ts';
import type { DoorCode } from './account.ts';

export type AuditStore = {
  readonly entries: ReadonlySignal<readonly AuditEntryView[] | undefined>;
  /** How many entries there are in all, whatever the filter. */
  readonly total: ReadonlySignal<number>;
  readonly filter: ReadonlySignal<AuditFilter>;
  /** There are older entries that fit. */
  readonly more: ReadonlySignal<boolean>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  /** How many entries are in the file that is being made; undefined while none is. */
  readonly exporting: ReadonlySignal<number | undefined>;
  /** The newest that fit. What comes back after a newer question was asked is dropped. */
  look(filter: AuditFilter): Promise<void>;
  /** The next older ones. */
  readOn(): Promise<void>;
  /** All that fits, as a file; undefined when it could not be read to its end. */
  exportAs(kind: AuditFileKind): Promise<{ readonly name: string; readonly content: Blob } | undefined>;
};

const PAGE = 100;

export function createAuditStore(http: Pick<Http, 'call'>, now: () => number = Date.now): AuditStore {
  const entries = signal<readonly AuditEntryView[] | undefined>(undefined);
  const total = signal(0);
  const filter = signal<AuditFilter>({});
  const more = signal(false);
  const wrong = signal<DoorCode | undefined>(undefined);
  const exporting = signal<number | undefined>(undefined);
  let next: string | undefined;
  let asked = 0;

  const read = async (cursor: string | undefined): Promise<void> => {
    const question = ++asked;
    const page = await http.call('GET /api/audit', { query: { ...filter.value, cursor, limit: PAGE } });
    if (question !== asked) return;
    wrong.value = page.ok ? undefined : page.code;
    if (!page.ok) return;
    entries.value = cursor === undefined ? page.value.entries : [...(entries.value ?? []), ...page.value.entries];
    total.value = page.value.total;
    next = page.value.next;
    more.value = next !== undefined;
  };

  return {
    entries,
    total,
    filter,
    more,
    wrong,
    exporting,
    look: (asks) => {
      filter.value = asks;
      return read(undefined);
    },
    readOn: async () => {
      if (next !== undefined) await read(next);
    },
    async exportAs(kind) {
      if (exporting.value !== undefined) return undefined;
      exporting.value = 0;
      try {
        const file = createAuditFile(kind);
        const asks = filter.value;
        for (let cursor: string | undefined; ;) {
          const page = await http.call('GET /api/audit/export', { query: { ...asks, cursor } });
          wrong.value = page.ok ? undefined : page.code;
          if (!page.ok) return undefined;
          file.add(page.value.entries);
          exporting.value += page.value.entries.length;
          cursor = page.value.next;
          if (cursor === undefined) return file.done(now());
        }
      } finally {
        exporting.value = undefined;
      }
    },
  };
}
