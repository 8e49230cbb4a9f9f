/** What an account is told, in words. A package with a kind of its own adds its line. */
import type { NoticeView } from '#server/contract/http-notices.ts';
import { agentWords } from './agent-words.ts';

const from = ({ address }: NoticeView): string => (address === undefined ? '' : `, from ${address}`);

const WORDS: Readonly<Record<string, (notice: NoticeView) => string>> = {
  'sign-in.new-device': (notice) =>
    `You were signed in from a browser that your account did not know: ${agentWords(notice.agent ?? '')}${from(notice)}.`,
  'sign-in.locked': (notice) =>
    `Several passwords were tried that were not yours${from(notice)}. Nobody got in; signing in paused for a while.`,
};

export const noticeWords = (notice: NoticeView): string => WORDS[notice.kind]?.(notice) ?? 'Something about your account changed.';
