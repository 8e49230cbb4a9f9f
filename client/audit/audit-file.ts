/**
 * The audit log as files: CSV, JSON and FHIR R4. Ids only, as it is shown; file names tell nothing but the day. Made piece by piece, so that a
 * million entries are never one text.
 */
import type { AuditEntryView } from '#server/contract/http-audit.ts';
import { auditEvent } from './audit-event.ts';

export type AuditFileKind = 'csv' | 'json' | 'fhir';

type Format = {
  readonly type: string;
  readonly ending: string;
  readonly head: string;
  /** Between two entries. */
  readonly between: string;
  readonly entry: (entry: AuditEntryView) => string;
  readonly end: string;
};

const FORMATS: Readonly<Record<AuditFileKind, Format>> = {
  // RFC 4180.
  csv: {
    type: 'text/csv;charset=utf-8',
    ending: 'csv',
    head: 'entry,time,actor,action,subject,outcome\r\n',
    between: '',
    entry: ({ seq, at, actor, action, subject, outcome }) =>
      `${[String(seq), new Date(at).toISOString(), actor, action, subject, outcome].map(cell).join(',')}\r\n`,
    end: '',
  },
  json: {
    type: 'application/json',
    ending: 'json',
    head: '[\n',
    between: ',\n',
    entry: ({ at, ...entry }) => JSON.stringify({ ...entry, at: new Date(at).toISOString() }),
    end: '\n]\n',
  },
  fhir: {
    type: 'application/fhir+json',
    ending: 'fhir.json',
    head: '{"resourceType":"Bundle","type":"collection","entry":[\n',
    between: ',\n',
    entry: (entry) => JSON.stringify({ resource: auditEvent(entry) }),
    end: '\n]}\n',
  },
};

/** A cell that a spreadsheet would take for a formula is begun with an apostrophe (OWASP, CSV injection). */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export type AuditFile = {
  add(entries: readonly AuditEntryView[]): void;
  /** The file with its name; `today` in ms. */
  done(today: number): { readonly name: string; readonly content: Blob };
};

export function createAuditFile(kind: AuditFileKind): AuditFile {
  const format = FORMATS[kind];
  const parts = [format.head];
  let count = 0;
  return {
    add: (entries) => {
      if (entries.length === 0) return;
      parts.push(count > 0 ? format.between : '', entries.map(format.entry).join(format.between));
      count += entries.length;
    },
    done: (today) => ({
      name: `audit-${new Date(today).toISOString().slice(0, 10)}.${format.ending}`,
      content: new Blob([...parts, format.end], { type: format.type }),
    }),
  };
}
