/** How long deleted records stay. */
import { z } from 'zod';
import { RECORD_KINDS, type RecordKind } from '#crdt/keys/record-layout.ts';
import { RETENTION_YEARS } from '#db/retention.ts';
import { setting } from './setting.ts';

const KINDS = Object.keys(RECORD_KINDS) as readonly RecordKind[];
const isKind = (name: string): name is RecordKind => KINDS.some((kind) => kind === name);
const years = z.coerce.number().int().min(RETENTION_YEARS).max(100);

/** `patient=20 progress-note=10`, or one number for all kinds. */
const retention = z.string().transform((text, context): ReadonlyMap<RecordKind, number> => {
  const set = new Map<RecordKind, number>();
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [name = '', value] = part.includes('=') ? part.split('=') : ['', part];
    const count = years.safeParse(value);
    if (!count.success || (name !== '' && !isKind(name))) {
      context.addIssue({
        code: 'custom',
        message: `"${part}" is not KIND=YEARS with ${RETENTION_YEARS} to 100 years; kinds: ${KINDS.join(', ')}`,
      });
      return z.NEVER;
    }
    for (const kind of KINDS) if (name === kind || (name === '' && !set.has(kind))) set.set(kind, count.data);
  }
  return set;
});

export const RETENTION_SETTINGS = {
  retention: setting({
    env: 'RETENTION',
    type: retention.default(new Map<RecordKind, number>()),
    otherwise: String(RETENTION_YEARS),
    unit: 'years for each kind',
    sentence:
      'How long deleted records stay before they are removed: a number for all kinds, or KIND=YEARS with spaces between (patient=20).',
  }),
} as const;
