import { expect, test } from 'vitest';
import { createAuditStore } from '#client/store/audit.ts';
import type { Http } from '#client/net/http.ts';
import type { AuditEntryView } from '#server/contract/http-audit.ts';

const entry = (seq: number): AuditEntryView => ({ seq, at: seq, actor: 'system', action: 'keys.rotate', subject: '', outcome: 'ok' });
type Ask = { readonly name: string; readonly query: Record<string, unknown>; readonly answer: (value: unknown) => void };

/** A server whose answers the test gives, in whatever order. */
function slowServer() {
  const asks: Ask[] = [];
  const call = (name: string, { query }: { query: Record<string, unknown> }) =>
    new Promise((resolve) => asks.push({ name, query, answer: (value) => resolve({ ok: true, value }) }));
  return { asks, http: { call } as unknown as Pick<Http, 'call'> };
}

test('[V83] what comes back after a newer question was asked is dropped', async () => {
  const { asks, http } = slowServer();
  const store = createAuditStore(http);
  const [first, second] = [store.look({}), store.look({ actor: 'system' })];
  asks[1]?.answer({ entries: [entry(2)], total: 9 });
  asks[0]?.answer({ entries: [entry(1)], total: 9, next: 'x' });
  await Promise.all([first, second]);
  expect(store.entries.value?.map(({ seq }) => seq)).toEqual([2]);
  expect([store.more.value, store.filter.value]).toEqual([false, { actor: 'system' }]);
});

test('[V83] older entries are added to those that are there, under the same filter', async () => {
  const { asks, http } = slowServer();
  const store = createAuditStore(http);
  const first = store.look({ subject: 'room:r' });
  asks[0]?.answer({ entries: [entry(3)], total: 3, next: 'here' });
  await first;
  const older = store.readOn();
  expect(asks[1]?.query).toMatchObject({ subject: 'room:r', cursor: 'here' });
  asks[1]?.answer({ entries: [entry(2)], total: 3 });
  await older;
  expect(store.entries.value?.map(({ seq }) => seq)).toEqual([3, 2]);
  expect(store.more.value).toBe(false);
});

test('[V83] a file holds all pages that fit; one that breaks off is none', async () => {
  const { asks, http } = slowServer();
  const store = createAuditStore(http, () => 0);
  const whole = store.exportAs('json');
  asks[0]?.answer({ entries: [entry(2)], next: 'on' });
  await expect.poll(() => asks.length).toBe(2);
  expect(asks[1]?.query).toMatchObject({ cursor: 'on' });
  expect(store.exporting.value).toBe(1);
  asks[1]?.answer({ entries: [entry(1)] });
  expect(JSON.parse((await (await whole)?.content.text()) ?? '')).toHaveLength(2);
  const broken = createAuditStore({ call: () => Promise.resolve({ ok: false, code: 'not_ready' }) } as unknown as Pick<Http, 'call'>);
  expect(await broken.exportAs('csv')).toBe(undefined);
  expect([broken.wrong.value, broken.exporting.value]).toEqual(['not_ready', undefined]);
});
