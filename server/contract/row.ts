/** One row of the contract table: a message a client may send. */
import type { z } from 'zod';
import type { Right } from './roles.ts';

export type Row<Body extends z.ZodType, Reply extends z.ZodType | undefined> = {
  /** The right that the sender must have; the gateway asks before it looks at the body. */
  readonly right: Right;
  readonly body: Body;
  /** What the acknowledgement carries when it went well; undefined: the message is not acknowledged. */
  readonly reply: Reply;
  /** Sustained messages a second for one connection; short bursts of five times that pass. */
  readonly perSecond: number;
};

export const row = <Body extends z.ZodType, Reply extends z.ZodType | undefined>(
  right: Right,
  body: Body,
  reply: Reply,
  perSecond: number,
): Row<Body, Reply> => ({ right, body, reply, perSecond });
