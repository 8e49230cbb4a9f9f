import { expect, test } from 'vitest';
import { createLog } from '#server/log.ts';

function lines(work: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const written: string[] = [];
  work(createLog('info', { write: (text: string) => void written.push(text) }));
  return written.map((text) => JSON.parse(text) as Record<string, unknown>);
}

test('[L1] only listed fields are printed; the names of others say what was left out', () => {
  const [line] = lines((log) => log.warn({ room: 'r1', count: 2, text: 'dear diary', password: 'hush' }, 'refused'));
  expect(line).toMatchObject({ line: 'refused', room: 'r1', count: 2, dropped: ['text', 'password'] });
  expect(JSON.stringify(line)).not.toMatch(/diary|hush/);
});

test('[L2] an error is printed by name and place, never by its message', () => {
  const [line] = lines((log) => log.error({ error: new TypeError('dear diary') }, 'failed'));
  expect(JSON.stringify(line)).not.toContain('diary');
  expect(line).toMatchObject({
    error: { name: 'TypeError', at: expect.arrayContaining([expect.stringContaining('log.test.ts')]) as unknown },
  });
});

test('[L1] an object under a listed name is dropped too', () => {
  const [line] = lines((log) => log.info({ error: { secret: 'hush' } }, 'odd'));
  expect(line).toMatchObject({ dropped: ['error'] });
});

test('[L1] what counts refused messages keeps its sum', () => {
  const [line] = lines((log) => log.info({ code: 'bad_shape', message: 'log/open', refused: 12, blame: 'member' }, 'messages refused'));
  expect(line).toMatchObject({ code: 'bad_shape', message: 'log/open', refused: 12 });
  expect(line).not.toHaveProperty('dropped');
});
