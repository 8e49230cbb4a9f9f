/** Texts that come from outside and are no row of the contract: cursors of pages, and checkpoints of the audit log kept elsewhere. */
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readCursor, writeCursor } from '#server/contract/query.ts';
import { readMarks, writeMark } from '#server/operate/audit-mark.ts';
import { CHEAP, fuzzText } from '#tests/support/fuzz.ts';

vi.setConfig({ testTimeout: 900_000 });

test('[H33] cursors: 100,000 hostile texts give a key of the shape that is asked for, or none', () => {
  const shape = z.tuple([z.int().min(0), z.uuid()]);
  const valid = writeCursor([1_700_000_000_000, '0a0a0a0a-0000-4000-8000-000000000001']);
  expect(readCursor(shape, valid)).toHaveLength(2);
  fuzzText('a cursor', [valid], CHEAP, (text) => {
    const key = readCursor(shape, text);
    if (key !== undefined && !shape.safeParse(key).success) throw new Error('a key of another shape');
    return key !== undefined;
  });
});

test('[H33] checkpoints: 100,000 hostile files give whole checkpoints, or none at all', () => {
  const mark = { seq: 41, hash: new Uint8Array(32).fill(7), signature: new Uint8Array(64).fill(9) };
  const file = `${writeMark(mark)}\n${writeMark({ ...mark, seq: 42 })}\n`;
  expect(readMarks(file)).toHaveLength(2);
  fuzzText('checkpoints', [file], CHEAP, (text) => {
    const marks = readMarks(text);
    const isWhole = marks?.every(({ seq, hash, signature }) => Number.isSafeInteger(seq) && hash.length === 32 && signature.length === 64);
    if (isWhole === false) throw new Error('half a checkpoint');
    return marks !== undefined && marks.length > 0;
  });
});
