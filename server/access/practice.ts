/** The practice's own words: said to whoever waits, and to be agreed to. Plain text that everybody may see; an admin writes it. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { practiceWords, setPracticeWords } from '#db/practice.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { audited, type AccessDeps, type From } from './deps.ts';

type Words = RouteReply<'GET /api/practice/words'>;

export function createPracticeWords(deps: AccessDeps) {
  return {
    read: (admin: AccountId): Promise<Result<Words, ErrorCode>> =>
      deps.db.act(`account:${admin}`, async (tx) => ok(await practiceWords(tx))),

    write(admin: AccountId, body: RouteBody<'POST /api/practice/words'>, from: From): Promise<Result<Record<string, never>, ErrorCode>> {
      const act = { actor: `account:${admin}`, action: 'practice.words', subject: 'practice', from } as const;
      const words = { waitingWords: body.waitingWords.trim(), consentWords: body.consentWords.trim() };
      return audited(deps, `account:${admin}`, act, async (tx): Promise<Result<Record<string, never>, ErrorCode>> =>
        (await setPracticeWords(tx, words)) ? ok({}) : fail('no_right'),
      );
    },
  };
}
