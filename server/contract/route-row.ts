/** One row of the HTTP contract. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import type { Right } from './roles.ts';

export type Route = {
  readonly right: Right;
  readonly body: z.ZodType;
  readonly reply: z.ZodType;
  readonly perMinute: number;
  /** What stands after the `?` of the URL: an object of texts, read by the shapes of query.ts. */
  readonly query: z.ZodType;
  /** The most that a request may hold, in bytes. */
  readonly bodyBytes: number;
};

/** No route takes a parameter that its row does not name. */
export const noQuery = z.strictObject({});

/** A route that needs `right`; one address may ask it `perMinute` times. */
export const route = <B extends z.ZodType, R extends z.ZodType, Q extends z.ZodType = typeof noQuery>(
  right: Right,
  body: B,
  reply: R,
  perMinute: number,
  more: { readonly query?: Q; readonly bodyBytes?: number } = {},
) =>
  ({
    right,
    body,
    reply,
    perMinute,
    query: (more.query ?? noQuery) as Q,
    bodyBytes: more.bodyBytes ?? LIMITS.httpBodyBytes,
  }) as const satisfies Route;
