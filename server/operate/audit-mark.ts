/** A checkpoint of the audit log as a line of text, to be kept where nobody who holds the database can reach: another machine, paper, a notary. */
import { z } from 'zod';
import type { AuditMark } from '#db/verify-audit.ts';

const line = z.strictObject({
  holdspace: z.literal('audit-checkpoint'),
  version: z.literal(1),
  seq: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});

export const writeMark = ({ seq, hash, signature }: AuditMark): string =>
  JSON.stringify({
    holdspace: 'audit-checkpoint',
    version: 1,
    seq,
    hash: Buffer.from(hash).toString('hex'),
    signature: Buffer.from(signature).toString('hex'),
  } satisfies z.infer<typeof line>);

/** All checkpoints of a file, one a line; undefined when some line is none: half of what was kept proves nothing. */
export function readMarks(text: string): readonly AuditMark[] | undefined {
  const marks: AuditMark[] = [];
  for (const written of text.split('\n').filter((one) => one.trim() !== '')) {
    const mark = parse(written);
    if (mark === undefined) return undefined;
    marks.push(mark);
  }
  return marks;
}

function parse(text: string): AuditMark | undefined {
  try {
    const { seq, hash, signature } = line.parse(JSON.parse(text));
    return { seq, hash: Buffer.from(hash, 'hex'), signature: Buffer.from(signature, 'hex') };
  } catch {
    return undefined;
  }
}
