import type { Retention } from '#client/store/admin.ts';
import { dayAt, dayWords, sizeWords } from '#client/ui/when.ts';

type Kind = Retention['kinds'][number]['kind'];
const KINDS: Readonly<Record<Kind, string>> = {
  patient: 'Patients’ files',
  'progress-note': 'Progress notes',
  'psychotherapy-note': 'Psychotherapy notes',
  addendum: 'Addenda',
  artwork: 'Artwork',
  picture: 'Pictures',
  appointment: 'Appointments',
  copy: 'Copies given to others',
};

/** Years for each kind, and what was removed since; whose and what it was, nobody here can know. */
export function RetentionTable({ retention }: { retention: Retention | undefined }) {
  if (retention === undefined) return <p class="soft">Loading…</p>;
  const removed = totals(retention.purges);
  return (
    <>
      <p class="soft">
        Whoever deletes a record can restore it as long as it stays. Once its years are over it is removed for good, by itself, and the
        audit log says so. The years are a setting of the server (RETENTION).
      </p>
      <div class="table-frame" role="region" aria-labelledby="admin-retention" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Years</th>
              <th scope="col">Removed lately</th>
            </tr>
          </thead>
          <tbody>
            {retention.kinds.map(({ kind, years }) => (
              <tr key={kind}>
                <th scope="row">{KINDS[kind]}</th>
                <td>{years}</td>
                <td>{removed.get(kind) ?? 'nothing'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Of each kind, in words: how many, how large, until when. */
function totals(purges: Retention['purges']): ReadonlyMap<Kind, string> {
  const sums = new Map<Kind, { records: number; bytes: number; at: number }>();
  for (const { kind, records, bytes, at } of purges) {
    const sum = sums.get(kind) ?? { records: 0, bytes: 0, at };
    sums.set(kind, { records: sum.records + records, bytes: sum.bytes + bytes, at: Math.max(sum.at, at) });
  }
  return new Map(
    [...sums].map(([kind, { records, bytes, at }]) => [kind, `${records}, ${sizeWords(bytes)}, last on ${dayWords(dayAt(at))}`]),
  );
}
