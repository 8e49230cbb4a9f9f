import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import type { Given } from '#client/store/shares.ts';
import { dayAndTime, lastDayWords } from '#client/ui/when.ts';
import { basisWords } from './basis-words.ts';

type Props = { name: string; shares: readonly Given[]; at: number; onClose: () => void };

/** An accounting of what was disclosed of a patient's, for paper (45 CFR 164.528): when, to whom, what, and on what ground. */
export function GivenReport({ name, shares, at, onClose }: Props) {
  return (
    <Dialog title="Account of what was given" onClose={onClose}>
      <div class="stack">
        <article class="given-report" aria-label="Account of what was given">
          <h3>Account of disclosures</h3>
          <p>
            Patient: {name === '' ? 'without a name' : name}. Made {dayAndTime(at)}, from what the practice’s server wrote down.
          </p>
          <div class="table-frame" role="region" aria-label="What was given" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">To</th>
                  <th scope="col">What</th>
                  <th scope="col">Why</th>
                  <th scope="col">Until</th>
                </tr>
              </thead>
              <tbody>
                {shares.map((share) => (
                  <tr key={`${share.record}${share.reader}${share.at}`}>
                    <td>{dayAndTime(share.at)}</td>
                    <td>{share.name === '' ? share.reader : share.name}</td>
                    <td>{share.title}</td>
                    <td>{basisWords(share.basis)}</td>
                    <td>{lastWords(share)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </article>
        <Button kind="primary" wide onPress={() => window.print()}>
          Print it
        </Button>
      </div>
    </Dialog>
  );
}

function lastWords({ until, revokedAt }: Given): string {
  if (revokedAt !== undefined) return `taken back ${dayAndTime(revokedAt)}`;
  return until === undefined ? 'open' : lastDayWords(until);
}
