import { agentWords } from '#client/account/agent-words.ts';
import type { AdminNotice } from '#client/store/admin.ts';
import { dayAndTime } from '#client/ui/when.ts';

const OUTCOMES: Readonly<Record<string, string>> = {
  'sign-in.new-device': 'Signed in from a new browser',
  'sign-in.locked': 'Guessing was stopped',
};

/** Who signed in from a browser that their account did not know, and where guessing was stopped: when and from where. */
export function SignInsToLookAt({ notices }: { notices: readonly AdminNotice[] | undefined }) {
  if (notices === undefined) return <p class="soft">Loading…</p>;
  if (notices.length === 0) return <p class="soft">There is nothing to look at.</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-labelledby="admin-sign-ins">
      <table>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {notices.map((notice) => (
            <tr key={notice.id}>
              <th scope="row">{notice.email}</th>
              <td>{dayAndTime(notice.at)}</td>
              <td>{OUTCOMES[notice.kind] ?? notice.kind}</td>
              <td>
                {agentWords(notice.agent ?? '')}, {notice.address ?? 'unknown address'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
