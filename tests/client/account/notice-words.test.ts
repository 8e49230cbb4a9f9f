import { expect, test } from 'vitest';
import { noticeWords } from '#client/account/notice-words.ts';
import type { NoticeView } from '#server/contract/http-notices.ts';

const notice = (part: Partial<NoticeView>): NoticeView =>
  ({ id: '1', kind: 'password.changed', at: 0, seen: false, data: {}, ...part }) as NoticeView;

test('[V85] every notice is a sentence of its own that says from where it came, once', () => {
  expect(noticeWords(notice({}))).toBe('Your password was changed.');
  expect(noticeWords(notice({ address: '203.0.113.7' }))).toBe('Your password was changed. It came from 203.0.113.7.');
  const locked = noticeWords(notice({ kind: 'sign-in.locked', address: '203.0.113.7' }));
  expect(locked.match(/203\.0\.113\.7/g)).toHaveLength(1);
  expect(noticeWords(notice({ kind: 'recovery.new-kit', data: { first: true } }))).toBe('A recovery kit was made.');
  expect(noticeWords(notice({ kind: 'recovery.new-kit' }))).toContain('opens nothing any more');
  expect(noticeWords(notice({ kind: 'of a later version' }))).toBe('Something about your account changed.');
});
