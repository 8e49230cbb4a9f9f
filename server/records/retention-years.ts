/** How long deleted records stay, as it is set. */
import { RECORD_KIND_NAMES as KINDS, type RecordKind } from '#crdt/keys/record-layout.ts';
import { RETENTION_YEARS } from '#db/retention.ts';

export type RetentionYears = ReadonlyMap<RecordKind, number>;
export const RETENTION_HELP = `KIND=YEARS with ${RETENTION_YEARS} to 100 years; kinds: ${KINDS.join(', ')}`;

/** `patient=20 progress-note=10`, or one number for all kinds that are not named; undefined for what is neither. */
export function readRetention(text: string): RetentionYears | undefined {
  const set = new Map<RecordKind, number>();
  let others: number | undefined;
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name, digits] = /^(?:([a-z-]+)=)?(\d{1,3})$/.exec(part) ?? [];
    const years = Number(digits);
    const kind = KINDS.find((one) => one === name);
    if (digits === undefined || years < RETENTION_YEARS || years > 100 || (name !== undefined && kind === undefined)) return undefined;
    if (kind === undefined) others = years;
    else set.set(kind, years);
  }
  if (others !== undefined) for (const kind of KINDS) if (!set.has(kind)) set.set(kind, others);
  return set;
}
