import type { AuditEntryView, AuditFilter } from '#server/contract/http-audit.ts';
import { dayAndTime } from '#client/ui/when.ts';

type Props = { entries: readonly AuditEntryView[]; onNarrow: (part: AuditFilter) => void };

/** One row an entry. Pressing who or what narrows the list to it: nobody types an id. */
export function AuditTable({ entries, onNarrow }: Props) {
  return (
    <div class="table-frame audit-table" tabIndex={0} role="region" aria-labelledby="audit-entries">
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
              <td class={outcome === 'ok' ? undefined : 'refused'}>{outcome}</td>
              <td>
                <Narrow text={actor} to={() => onNarrow({ actor })} />
              </td>
              <td>{subject !== '' && <Narrow text={subject} to={() => onNarrow({ subject })} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Narrow({ text, to }: { text: string; to: () => void }) {
  return (
    <button type="button" class="narrow" title={`Show only ${text}`} onClick={to}>
      {text}
    </button>
  );
}
