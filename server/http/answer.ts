/** The two forms of every answer of the API: the reply, or `{ error: code }` with the code's status. */
import type { Response } from 'express';
import type { Result } from '#crdt/base/result.ts';
import { ERRORS, type ErrorCode } from '#server/contract/errors.ts';

export function answer(response: Response, result: Result<unknown, ErrorCode>): void {
  if (!result.ok) {
    refuse(response, result.code);
    return;
  }
  response.set('Cache-Control', 'no-store').json(result.value);
}

export function refuse(response: Response, code: ErrorCode): void {
  if (response.headersSent) return;
  // Whoever sends more than is read would keep the connection busy with it.
  if (code === 'too_large') response.set('Connection', 'close');
  response.status(ERRORS[code].status).set('Cache-Control', 'no-store').json({ error: code });
}
