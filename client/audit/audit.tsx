import { useEffect } from 'preact/hooks';
import type { AuditStore } from '#client/store/audit.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { errorWords } from '#client/ui/words.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { ExportButtons } from './export-buttons.tsx';
import './audit.css';

/** What an auditor may see: who did what, when, and whether it was let through. Ids instead of names, and nothing of any room's content. */
export function Audit({ store }: { store: AuditStore }) {
  useEffect(() => void store.look(store.filter.value), [store]);
  const { entries, total, filter, more, wrong } = store;
  const narrowed = Object.values(filter.value).some((given) => given !== undefined);
  const shown = entries.value;
  return (
    <>
      <div class="row apart">
        <h1>Audit log</h1>
        <Button onPress={() => void store.look(filter.value)}>Read again</Button>
      </div>
      <p class="soft">
        You see who did what, when, and whether it was allowed. People and rooms stand here by their ids. What was drawn, written or said is
        sealed: nobody sees it here, and your reading is written down, too. Whoever runs the server can check with “npm run audit:verify”
        that nothing was changed or taken out.
      </p>
      <AuditFilters filter={filter.value} onFilter={(asks) => void store.look(asks)} />
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      {shown === undefined ? (
        <p class="soft">Loading…</p>
      ) : (
        <section class="stack tight">
          <h2 id="audit-entries" aria-live="polite">
            {headingOf(shown.length, more.value, narrowed, total.value)}
          </h2>
          {shown.length > 0 && <AuditTable entries={shown} onNarrow={(part) => void store.look({ ...filter.value, ...part })} />}
          <div class="row apart">
            {more.value ? <Button onPress={() => void store.readOn()}>Show older entries</Button> : <span />}
            {shown.length > 0 && <ExportButtons store={store} />}
          </div>
        </section>
      )}
    </>
  );
}

function headingOf(count: number, more: boolean, narrowed: boolean, total: number): string {
  if (count === 0) return narrowed ? 'No entry fits' : 'Nothing is written yet';
  if (narrowed)
    return more ? `The newest ${count} entries that fit` : count === 1 ? 'The one entry that fits' : `All ${count} entries that fit`;
  return more ? `The newest ${count} of ${total} entries` : `All ${count} entries`;
}
