/**
 * How soon a password would be guessed, by zxcvbn: lists of leaked and common ones, words, names, keyboards, dates. Judged here, since the server
 * never sees it. Some hundred kilobytes of lists: fetched when somebody first types a new password.
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

export type Strength = {
  /** 0 (at once) to 4 (never, as far as we know). */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** It stands whole on a list of leaked or common passwords. */
  readonly common: boolean;
};
export type Judge = (password: string, about: readonly string[]) => Strength;

/** Under it a password is refused: some 10^8 guesses, which a broken-into server could be made to try. */
export const LEAST_SCORE = 3;

let judge: Promise<Judge> | undefined;

/** Fetches what judging needs, once; rejects when it cannot be fetched, and tries anew the next time. */
export function loadJudge(): Promise<Judge> {
  judge ??= makeJudge().catch((error: unknown) => {
    judge = undefined;
    throw error;
  });
  return judge;
}

async function makeJudge(): Promise<Judge> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const zxcvbn: ZxcvbnFactory = new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
  return (password, about) => {
    const { score, sequence } = zxcvbn.check(password, [...about, 'holdspace']);
    const [only] = sequence;
    return { score, common: sequence.length === 1 && only !== undefined && 'dictionaryName' in only && only.dictionaryName === COMMON };
  };
}

const COMMON = 'passwords-common';
