/**
 * An entry as a FHIR R4 AuditEvent (HL7 FHIR 4.0.1, AuditEvent). Types are the codes of DICOM PS3.15 A.5 that FHIR names for them; our own
 * word for the act stands as the subtype, so that nothing is lost. Who and what are identifiers of ours: there are no names to give.
 */
import type { AuditEntryView } from '#server/contract/http-audit.ts';

type Coding = { readonly system: string; readonly code: string; readonly display: string };

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const type = (code: string, display: string): Coding => ({ system: DCM, code, display });
const AUTHENTICATION = type('110114', 'User Authentication');
const SECURITY = type('110113', 'Security Alert');
const PATIENT_RECORD = type('110110', 'Patient Record');
const QUERY = type('110112', 'Query');
const LOG_USED = type('110101', 'Audit Log Used');
const ACTIVITY = type('110100', 'Application Activity');

/** By what the act's word begins with; the first that fits. */
const TYPES: readonly (readonly [string, Coding])[] = [
  ['sign-', AUTHENTICATION],
  ['leave-now', AUTHENTICATION],
  ['account.prove', AUTHENTICATION],
  ['room.', PATIENT_RECORD],
  ['log.', PATIENT_RECORD],
  ['record.', PATIENT_RECORD],
  ['appointment.', PATIENT_RECORD],
  ['reminder.', PATIENT_RECORD],
  ['calendar.', PATIENT_RECORD],
  ['admin.', QUERY],
  ['directory.', QUERY],
  ['audit.', LOG_USED],
  ['practice.', ACTIVITY],
];

/** AuditEvent.action: C create, R read, U update, D delete, E execute; by the verb in the act's word. */
const ACTIONS: readonly (readonly ['C' | 'R' | 'U' | 'D', RegExp])[] = [
  ['C', /^(create|register|set-up|invite|claim|add|new)\b/],
  ['R', /^(read|list|find|export|open|enter)\b/],
  [
    'U',
    /^(sign|admit|refuse|turn|lock|unlock|words|change|move|rotate|write|finish|hand-over|take-back|reactivate|restore|share|unshare|plan)\b/,
  ],
  ['D', /^(remove|revoke|revoke-invite|drop|deactivate|delete|purge)\b/],
];

/** AuditEvent.outcome: 0 success, 4 minor failure (it was refused), 8 serious failure (it should have worked). */
const outcomeOf = (outcome: string): '0' | '4' | '8' => (outcome === 'ok' ? '0' : outcome === 'internal' ? '8' : '4');

const identified = (value: string) => ({ identifier: { system: 'urn:holdspace:id', value } });

export function auditEvent({ seq, at, actor, action, subject, outcome }: AuditEntryView) {
  const verb = action.split('.').at(-1) ?? '';
  return {
    resourceType: 'AuditEvent',
    id: `entry-${seq}`,
    type: TYPES.find(([begins]) => action.startsWith(begins))?.[1] ?? SECURITY,
    subtype: [{ system: 'urn:holdspace:audit-action', code: action }],
    action: action.startsWith('sign-') ? 'E' : (ACTIONS.find(([, verbs]) => verbs.test(verb))?.[0] ?? 'E'),
    recorded: new Date(at).toISOString(),
    outcome: outcomeOf(outcome),
    ...(outcome === 'ok' ? {} : { outcomeDesc: outcome }),
    agent: [{ who: identified(actor), requestor: true }],
    source: { observer: { display: 'Holdspace' } },
    ...(subject === '' ? {} : { entity: [{ what: identified(subject) }] }),
  } as const;
}
