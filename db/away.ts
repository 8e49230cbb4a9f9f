/** Telling "PostgreSQL is not there just now" from every other failure. */

/** postgres.js's and Node's codes of a lost or refused connection. */
const LOST = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
]);
/** SQLSTATE class 08 (connection), 57P01..03 (shutting down, crashed, starting), 53300 (too many connections). */
const AWAY_STATE = /^(08...|57P0[123]|53300)$/;

/** SQLSTATE or system code of an error, looking through the wrappers Drizzle puts around it. */
export function errorCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}

export const isAway = (error: unknown): boolean => LOST.has(errorCode(error)) || AWAY_STATE.test(errorCode(error));
/** A unique key is taken already. */
export const isTaken = (error: unknown): boolean => errorCode(error) === '23505';
/** Row-level security, or a missing privilege, refused it. */
export const isForbidden = (error: unknown): boolean => errorCode(error) === '42501';
