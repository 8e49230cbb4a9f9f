import { expect, test } from 'vitest';
import { auditEvent } from '#client/audit/audit-event.ts';
import { createAuditFile } from '#client/audit/audit-file.ts';
import type { AuditEntryView } from '#server/contract/http-audit.ts';

const AT = Date.UTC(2026, 10, 26, 9, 30, 5, 7);
const entry = (part: Partial<AuditEntryView> = {}): AuditEntryView => ({
  seq: 1,
  at: AT,
  actor: 'account:a',
  action: 'room.enter',
  subject: 'room:r',
  outcome: 'ok',
  ...part,
});

async function textOf(kind: 'csv' | 'json' | 'fhir', ...pages: readonly (readonly AuditEntryView[])[]): Promise<string> {
  const file = createAuditFile(kind);
  for (const page of pages) file.add(page);
  return await file.done(AT).content.text();
}

test('[V80] CSV is of RFC 4180, and no cell is a formula for a spreadsheet', async () => {
  expect(await textOf('csv', [entry()], [], [entry({ seq: 2, outcome: 'no_right' })])).toBe(
    'entry,time,actor,action,subject,outcome\r\n' +
      '1,2026-11-26T09:30:05.007Z,account:a,room.enter,room:r,ok\r\n' +
      '2,2026-11-26T09:30:05.007Z,account:a,room.enter,room:r,no_right\r\n',
  );
  for (const formula of ['=1+1', '+1', '-1', '@a', '\ta', '\ra'])
    expect(await textOf('csv', [entry({ subject: formula })])).toMatch(/,"?'[=+\-@\t\r]/);
  expect(await textOf('csv', [entry({ subject: 'a "b", c' })])).toContain(',"a ""b"", c",');
});

test('[V80] JSON and FHIR are whole, whatever the pages', async () => {
  for (const kind of ['json', 'fhir'] as const) {
    const whole = await textOf(kind, [entry(), entry({ seq: 2 })], [entry({ seq: 3 })]);
    expect(await textOf(kind, [entry()], [], [entry({ seq: 2 }), entry({ seq: 3 })])).toBe(whole);
    const read = JSON.parse(whole) as unknown[] | { entry: unknown[] };
    expect((Array.isArray(read) ? read : read.entry).length).toBe(3);
    JSON.parse(await textOf(kind));
  }
  const [first] = JSON.parse(await textOf('json', [entry()])) as unknown[];
  expect(first).toEqual({ ...entry(), at: '2026-11-26T09:30:05.007Z' });
});

test('[V80] a file is named after the day alone', () => {
  expect(createAuditFile('csv').done(AT).name).toBe('audit-2026-11-26.csv');
  expect(createAuditFile('fhir').done(AT).name).toBe('audit-2026-11-26.fhir.json');
});

/** FHIR 4.0.1, AuditEvent: the elements that are required, the codes of required value sets, and `instant`. */
function faultsOf(event: ReturnType<typeof auditEvent>): string[] {
  const faults: string[] = [];
  const must = (fine: boolean, what: string): void => void (fine || faults.push(what));
  must(event.resourceType === 'AuditEvent', 'resourceType');
  must(/^[A-Za-z0-9\-.]{1,64}$/.test(event.id), 'id is of 1 to 64 letters, digits, - and .');
  must(event.type.system.startsWith('http') && /^\d{6}$/.test(event.type.code), 'type 1..1 is a Coding');
  must('CRUDE'.includes(event.action), 'action is of audit-event-action');
  must(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(event.recorded), 'recorded 1..1 is an instant');
  must(['0', '4', '8', '12'].includes(event.outcome), 'outcome is of audit-event-outcome');
  must(event.agent.length >= 1 && event.agent.every(({ requestor }) => typeof requestor === 'boolean'), 'agent 1..*, requestor 1..1');
  must(event.source.observer.display.length > 0, 'source 1..1, observer 1..1');
  must(!('entity' in event) || event.entity.every(({ what }) => what.identifier.value !== ''), 'no empty entity');
  return faults;
}

test.each([
  [entry(), { type: '110110', action: 'R', outcome: '0' }],
  [entry({ action: 'room.create' }), { type: '110110', action: 'C', outcome: '0' }],
  [entry({ action: 'room.revoke-invite' }), { type: '110110', action: 'D', outcome: '0' }],
  [
    entry({ action: 'sign-in', subject: '', actor: 'anonymous', outcome: 'wrong_credentials' }),
    { type: '110114', action: 'E', outcome: '4' },
  ],
  [entry({ action: 'sign-in.end' }), { type: '110114', action: 'E', outcome: '0' }],
  [entry({ action: 'audit.export', outcome: 'internal' }), { type: '110101', action: 'R', outcome: '8' }],
  [entry({ action: 'factor.remove-totp' }), { type: '110113', action: 'D', outcome: '0' }],
  [entry({ action: 'keys.rotate', actor: 'system' }), { type: '110113', action: 'U', outcome: '0' }],
])('[V81] %o is a FHIR R4 AuditEvent', (given, expected) => {
  const event = auditEvent(given);
  expect(faultsOf(event)).toEqual([]);
  expect({ type: event.type.code, action: event.action, outcome: event.outcome }).toEqual(expected);
  expect(event.subtype[0]?.code).toBe(given.action);
  expect(event.agent[0]?.who.identifier.value).toBe(given.actor);
  expect('outcomeDesc' in event ? event.outcomeDesc : 'ok').toBe(given.outcome);
});
