import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The system account that PostgreSQL runs as when Holdspace itself runs as root; set-up creates it. */
export const ACCOUNT = 'holdspace';
const FALLBACK_ACCOUNT = 'nobody';

/** Whose rights PostgreSQL's processes have. It refuses to run as root, so then it is another account. */
export type Identity =
  { readonly kind: 'self' } | { readonly kind: 'account'; readonly uid: number; readonly gid: number; readonly mayReadAll: boolean };

/** A program to start, with the account to start it as. */
export type Command = { readonly file: string; readonly args: readonly string[]; readonly uid?: number; readonly gid?: number };

/**
 * Decides whose rights PostgreSQL gets. `paths` are those it must reach: where one lies below a folder closed to others
 * (a clone in /root, say), the account is lent the capability to read and pass, and nothing else of root's.
 */
export function chooseIdentity(paths: readonly string[]): Identity {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const account = accountNamed(ACCOUNT) ?? accountNamed(FALLBACK_ACCOUNT);
  if (account === undefined) throw new Error(`PostgreSQL does not run as root, and there is no account "${ACCOUNT}" to run it as.`);
  return { kind: 'account', ...account, mayReadAll: !paths.every(reachableByOthers) };
}

/** The command line that runs `file` with that identity. */
export function commandAs(identity: Identity, file: string, args: readonly string[]): Command {
  if (identity.kind === 'self') return { file, args };
  const { uid, gid } = identity;
  if (!identity.mayReadAll) return { file, args, uid, gid };
  const capability = '+dac_read_search';
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'];
  // initdb asks access(2) whether it may run postgres, and that ignores capabilities unless this bit is set (capabilities(7)).
  const rights = [`--inh-caps=${capability}`, `--ambient-caps=${capability}`, '--securebits=+no_setuid_fixup'];
  return { file: 'setpriv', args: [...ids, ...rights, '--', file, ...args] };
}

function accountNamed(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Whether everybody may pass through each folder above `path`. */
function reachableByOthers(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
