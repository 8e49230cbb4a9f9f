/** Where a request comes from, as far as a server can know. */
import type { Request } from 'express';
import { isOwnOrigin } from '#server/gateway/origin.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * From this machine, by its own name, with no proxy between: only then may a practice be set up without the code. A proxy on
 * the same machine makes everybody's address loopback, but it adds a header or keeps the public name.
 */
export const isLocal = (request: Request): boolean =>
  LOOPBACK.has(request.socket.remoteAddress ?? '') &&
  LOCAL_HOST.test(request.headers.host ?? '') &&
  request.headers['x-forwarded-for'] === undefined &&
  request.headers.forwarded === undefined;

/** Not made by another site's page. */
export const isOwn = (request: Request, origins: readonly string[]): boolean => isOwnOrigin(request.headers, origins);
