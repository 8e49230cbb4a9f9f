/**
 * The two forms of every answer of the API: the reply, or a problem (RFC 9457) whose `code` is a row of the errors' table. A reply to a GET bears an
 * entity tag (RFC 9110 section 8.8.3), so that a program which asks again need not be told the same twice.
 */
import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Result } from '#crdt/base/result.ts';
import { ERRORS, type ErrorCode } from '#server/contract/errors.ts';

export function answer(request: Pick<Request, 'method' | 'headers'>, response: Response, result: Result<unknown, ErrorCode>): void {
  if (!result.ok) return refuse(response, result.code, result.retryMs);
  const text = JSON.stringify(result.value);
  response.set('Cache-Control', 'no-store');
  if (request.method === 'GET') {
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    response.set('ETag', tag);
    if (isKnown(request.headers['if-none-match'], tag)) return void response.status(304).end();
  }
  response.type('application/json').send(text);
}

/** If-None-Match: a list of tags, weak ones compared like strong ones, or `*`. */
const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined && header.split(',').some((one) => ['*', tag, `W/${tag}`].includes(one.trim()));

/** `retryMs`: where it is known how long the same is refused, as whole seconds after which it is not (Retry-After, RFC 9110 section 10.2.3). */
export function refuse(response: Response, code: ErrorCode, retryMs?: number): void {
  if (response.headersSent) return;
  if (retryMs !== undefined) response.set('Retry-After', String(Math.ceil(retryMs / 1000)));
  // Whoever sends more than is read would keep the connection busy with it.
  if (code === 'too_large') response.set('Connection', 'close');
  const { status } = ERRORS[code];
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(code)));
}

/** What a refusal says: nothing of the request, and nothing that is not in the table. */
export function problemOf(code: ErrorCode) {
  const { status, meaning, retry } = ERRORS[code];
  return { type: `/api/reference#${code}`, title: meaning, status, code, retry } as const;
}
