/** One row of the HTTP contract. */
import type { z } from 'zod';
import type { Right } from './roles.ts';

export type Route = { readonly right: Right; readonly body: z.ZodType; readonly reply: z.ZodType; readonly perMinute: number };

/** A route that needs `right`; one address may ask it `perMinute` times. */
export const route = <B extends z.ZodType, R extends z.ZodType>(right: Right, body: B, reply: R, perMinute: number) =>
  ({ right, body, reply, perMinute }) as const satisfies Route;
