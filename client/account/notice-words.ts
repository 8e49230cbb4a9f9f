/** What an account is told, in words: one table for every kind. A package with a kind of its own adds its line. */
import type { NoticeView } from '#server/contract/http-notices.ts';
import { agentWords } from './agent-words.ts';

/** The sentence, and whether it says itself from where it came. */
type Words = { readonly says: (notice: NoticeView) => string; readonly namesPlace?: true };

const from = ({ address }: NoticeView): string => (address === undefined ? '' : `, from ${address}`);

const WORDS: Readonly<Record<string, Words>> = {
  'sign-in.new-device': {
    says: (notice) => `You were signed in from a browser that your account did not know: ${agentWords(notice.agent ?? '')}${from(notice)}.`,
    namesPlace: true,
  },
  'sign-in.locked': {
    says: (notice) => `Several passwords were tried that were not yours${from(notice)}. Nobody got in; signing in paused for a while.`,
    namesPlace: true,
  },
  'password.changed': { says: () => 'Your password was changed.' },
  'recovery.used': { says: () => 'Your password was replaced by means of your recovery kit.' },
  'recovery.new-kit': {
    says: ({ data: { first } }) =>
      first === true ? 'A recovery kit was made.' : 'A new recovery kit was made. The one before opens nothing any more.',
  },
  'reset.started': { says: () => 'An admin started a reset of this account. As long as you do not use the link, nothing changes.' },
  'reset.revoked': { says: () => 'The reset that an admin had started was taken back. Nothing has changed.' },
  'reset.done': { says: () => 'This account was reset and has new keys. What was sealed before stays closed.' },
  'account.deactivated': { says: () => 'An admin deactivated this account: it was signed out everywhere, and its open sessions ended.' },
  'account.reactivated': {
    says: () => 'An admin let this account in again. What colleagues had shared with it they have to share anew.',
  },
};

export function noticeWords(notice: NoticeView): string {
  const words = WORDS[notice.kind];
  if (words === undefined) return 'Something about your account changed.';
  return words.namesPlace || notice.address === undefined ? words.says(notice) : `${words.says(notice)} It came from ${notice.address}.`;
}
