import { useEffect } from 'preact/hooks';
import type { AuditStore } from '#client/store/audit.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';

/** What an auditor may see: who did what, when, and whether it was let through. Ids instead of names, and nothing of any room's content. */
export function Audit({ store }: { store: AuditStore }) {
  useEffect(() => void store.refresh(), [store]);
  const entries = store.entries.value;
  return (
    <>
      <div class="row apart">
        <h1>Audit log</h1>
        <Button onPress={() => void store.refresh()}>Read again</Button>
      </div>
      <p class="soft">
        You see who did what, when, and whether it was allowed. People and rooms stand here by their ids. What was drawn, written or said is
        sealed: nobody sees it here, and your reading is written down, too. Whoever runs the server can check with “npm run verify-audit”
        that nothing was changed or taken out.
      </p>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      {entries === undefined ? (
        <p class="soft">Loading…</p>
      ) : (
        <section class="stack tight">
          <h2 id="audit-entries">
            The newest {entries.length} of {store.total.value} entries
          </h2>
          <div class="table-frame" tabIndex={0} role="region" aria-labelledby="audit-entries">
            <table>
              <thead>
                <tr>
                  <th scope="col">Entry</th>
                  <th scope="col">When</th>
                  <th scope="col">What</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">By</th>
                  <th scope="col">About</th>
                </tr>
              </thead>
              <tbody>
                {entries.map(({ seq, at, action, outcome, actor, subject }) => (
                  <tr key={seq}>
                    <th scope="row">{seq}</th>
                    <td>{dayAndTime(at)}</td>
                    <td>{action}</td>
                    <td>{outcome}</td>
                    <td>{actor}</td>
                    <td>{subject}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}
