/** The contract as text: what both sides agreed on, printed from the tables that the run-time checks use. */
import { z } from 'zod';
import { ERRORS } from './errors.ts';
import { ROUTES } from './http.ts';
import { LIMITS } from './limits.ts';
import { DOWN, PROTOCOL_VERSION, UP } from './messages.ts';
import { HOT } from './parser.ts';

/** A shape as JSON Schema; what JSON Schema cannot say (bytes, ids) stands as `{}` and is named by the field. */
export const shapeOf = (shape: z.ZodType | undefined): unknown =>
  shape === undefined ? null : z.toJSONSchema(shape, { unrepresentable: 'any', io: 'input', target: 'draft-2020-12' });

/**
 * All that both sides must agree on, as plain data: a hash of it stands beside PROTOCOL_VERSION in
 * tests/server/contract/lock.test.ts. Meanings of errors are prose and not part of it.
 */
export function contractShape(): unknown {
  const up = Object.entries(UP).map(([name, row]) => [name, row.right, row.perSecond, shapeOf(row.body), shapeOf(row.reply)]);
  const down = Object.entries(DOWN).map(([name, shape]) => [name, shapeOf(shape)]);
  const routes = Object.entries(ROUTES).map(([name, row]) => [
    name,
    row.right,
    row.perMinute,
    shapeOf(row.query),
    shapeOf(row.body),
    shapeOf(row.reply),
  ]);
  const errors = Object.entries(ERRORS).map(([code, { status, blame, retry }]) => [code, status, blame, retry]);
  return { version: PROTOCOL_VERSION, up, down, routes, errors, limits: LIMITS, hot: HOT };
}

/** The reference for people: one line a message, route, error and limit. */
export function contractText(): string {
  const up = Object.entries(UP).map(
    ([name, { right, perSecond, reply }]) => `  ${name}  needs ${right}, ${perSecond}/s${reply === undefined ? ', not answered' : ''}`,
  );
  const routes = Object.entries(ROUTES).map(([name, { right, perMinute }]) => `  ${name}  needs ${right}, ${perMinute}/min`);
  const errors = Object.entries(ERRORS).map(
    ([code, { status, blame, retry, meaning }]) => `  ${code} (${status}, ${blame}, retry ${retry}): ${meaning}`,
  );
  const limits = Object.entries(LIMITS).map(([name, value]) => `  ${name}: ${value}`);
  return [
    `Holdspace contract, protocol version ${PROTOCOL_VERSION}`,
    'From the browser, over Socket.IO:',
    ...up,
    'To the browser:',
    ...Object.keys(DOWN).map((name) => `  ${name}`),
    'Over HTTP:',
    ...routes,
    'Errors:',
    ...errors,
    'Limits:',
    ...limits,
    '',
  ].join('\n');
}
