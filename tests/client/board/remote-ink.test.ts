import { expect, test } from 'vitest';
import { decodeInk, encodeInk } from '#client/board/ink-wire.ts';
import { createRemoteInk } from '#client/board/remote-ink.ts';
import { summarise } from '#client/board/summary.ts';
import { KIM, SAM, seeded, someStroke } from '#tests/crdt/docs/fixtures.ts';

const ink = { tool: 'pen', colour: 0x123456, width: 5, pressure: false, opacity: 1, filled: false } as const;
const [ONE, TWO] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'];
const points = (from: number, count: number): Float32Array =>
  Float32Array.from({ length: count * 3 }, (_, i) => (i % 3 === 2 ? 0.5 : from + Math.floor(i / 3)));
const wire = (id: string, from: number, count: number): unknown =>
  JSON.parse(JSON.stringify(encodeInk(id, ink, from, points(from, count))));

test('[D1] a stroke is put together from pieces; one that comes twice adds nothing, one that is lost leaves the rest', () => {
  const remote = createRemoteInk(() => false);
  expect(remote.hear(7, wire(ONE, 0, 5))).toMatchObject({ is: 'grown', from: 0 });
  expect(remote.hear(7, wire(ONE, 5, 5))).toMatchObject({ is: 'grown', from: 5 });
  expect(remote.hear(7, wire(ONE, 5, 5))).toEqual({ is: 'nothing' });
  expect(remote.hear(7, wire(ONE, 8, 4))).toMatchObject({ is: 'grown', from: 10 });
  const [stroke] = [...remote.strokes()];
  expect(stroke).toMatchObject({ id: ONE, ...ink });
  expect(stroke?.points.view()).toEqual(points(0, 12));
  expect(remote.hear(7, wire(ONE, 20, 2))).toMatchObject({ is: 'grown', from: 12 });
  expect(stroke?.points.count).toBe(14);
});

test('[D2] wet ink goes when its stroke is in the doc, when it is given up, when its author goes or begins another', () => {
  const settled = new Set<string>();
  const remote = createRemoteInk((id) => settled.has(id));
  remote.hear(7, wire(ONE, 0, 5));
  expect(remote.hear(7, null)).toEqual({ is: 'nothing' });
  expect([...remote.strokes()].length).toBe(1);
  settled.add(ONE);
  expect(remote.settled([ONE])).toBe(true);
  expect(remote.hear(7, wire(ONE, 5, 5))).toEqual({ is: 'nothing' });
  remote.hear(7, wire(TWO, 0, 5));
  expect(remote.hear(7, { id: ONE, gone: true })).toEqual({ is: 'nothing' });
  expect(remote.hear(7, { id: TWO, gone: true })).toEqual({ is: 'dropped' });
  remote.hear(7, wire(TWO, 0, 5));
  expect(remote.hear(7, wire('cccccccccccc', 0, 5))).toEqual({ is: 'dropped' });
  expect(remote.leave(7)).toBe(true);
  expect([...remote.strokes()]).toEqual([]);
});

test('[D12] presence that is not of the right form says nothing and breaks nothing', () => {
  const good = encodeInk(ONE, ink, 0, points(0, 5));
  const bent: unknown[] = [
    undefined,
    null,
    5,
    'x',
    [],
    {},
    { ...good, id: 'x' },
    { ...good, tool: 'constructor' },
    { ...good, colour: -1 },
  ];
  bent.push(
    { ...good, width: 0 },
    { ...good, width: Number.NaN },
    { ...good, width: 1e9 },
    { ...good, pressure: 1 },
    { ...good, from: -1 },
  );
  bent.push(
    { ...good, from: 1e9 },
    { ...good, data: '' },
    { ...good, data: 'A' },
    { ...good, data: '***' },
    { ...good, data: 'A'.repeat(20_000) },
  );
  bent.push({ ...good, data: `${String(good['data'])}AAAA` }, { ...good, data: '_____w' }, { ...good, data: 7 });
  for (const field of bent) expect(decodeInk(field)).toEqual({ is: 'none' });
  const next = seeded(9);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let i = 0; i < 20_000; i++) {
    const data = Array.from({ length: Math.floor(next() * 40) }, () => letters[Math.floor(next() * 64)]).join('');
    decodeInk({ ...good, data });
  }
  expect(decodeInk(good)).toMatchObject({ is: 'piece', id: ONE, from: 0, points: points(0, 5) });
});

test('[D10] the board can be told in a sentence', () => {
  const placed = (id: string, author: typeof SAM) => ({
    ...someStroke(seeded(1), author),
    tool: 'pen' as const,
    order: 1,
    scale: 1,
    angle: 0,
    id,
    writer: author === SAM ? 1 : 2,
  });
  const nameOf = (member: string): string | undefined => (member === KIM ? 'Kim' : undefined);
  const memberOf = (client: number): typeof SAM | undefined => [undefined, SAM, KIM][client];
  const sam = { you: SAM, memberOf, nameOf };
  expect(summarise([], sam)).toBe('The board is empty.');
  expect(summarise([placed(ONE, SAM)], sam)).toBe('1 line on the board, the last by you.');
  expect(summarise([placed(ONE, SAM), placed(TWO, KIM)], sam)).toBe('2 lines on the board, the last by Kim.');
  expect(summarise([placed(ONE, SAM)], { ...sam, you: KIM })).toBe('1 line on the board, the last by somebody.');
});

test("[D12] a stroke that names another as its author is told as its writer's", () => {
  const forged = { ...someStroke(seeded(1), SAM), tool: 'pen' as const, order: 1, scale: 1, angle: 0, id: ONE, writer: 2 };
  const who = { you: SAM, nameOf: () => 'Kim', memberOf: (client: number) => (client === 2 ? KIM : undefined) };
  expect(summarise([forged], who)).toBe('1 line on the board, the last by Kim.');
  expect(summarise([{ ...forged, writer: 3 }], who)).toBe('1 line on the board, the last by somebody.');
});
