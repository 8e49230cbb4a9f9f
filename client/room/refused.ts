/** What a promise of this folder rejects with: a code of the contract's table, for the screen to put into words. */
import type { ErrorCode } from '#server/contract/errors.ts';

export class Refused extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}
