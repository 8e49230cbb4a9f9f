import { pino, type DestinationStream } from 'pino';

/**
 * JSON lines of names and numbers. Only the fields below come through, whatever is handed over: what somebody wrote, a
 * name, an address or a secret has no field to be printed in.
 */
export type Log = {
  debug(fields: object, line: string): void;
  info(fields: object, line: string): void;
  warn(fields: object, line: string): void;
  error(fields: object, line: string): void;
};
export type LogLevel = keyof Log;

const FIELDS = new Set([
  'attempt',
  'blame',
  'bytes',
  'cluster',
  'code',
  'count',
  'doc',
  'error',
  'from',
  'leftovers',
  'message',
  'method',
  'ms',
  'origin',
  'pid',
  'port',
  'postgres',
  'refused',
  'room',
  'route',
  'signal',
  'status',
  'version',
  'waiting',
  'why',
  'worker',
]);
const MAX_CHARACTERS = 300;

/** Writes to standard output unless given another stream. */
export function createLog(level: LogLevel, stream: DestinationStream = pino.destination({ fd: 1, sync: true })): Log {
  const lines = pino({ level, base: null, messageKey: 'line', timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return {
    debug: (fields, line) => lines.debug(allowed(fields), line),
    info: (fields, line) => lines.info(allowed(fields), line),
    warn: (fields, line) => lines.warn(allowed(fields), line),
    error: (fields, line) => lines.error(allowed(fields), line),
  };
}

/** The names of dropped fields are kept: they are ours, from the source, and say what to add here or to leave out there. */
function allowed(fields: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const printable = FIELDS.has(name) ? printableOf(value) : undefined;
    if (printable === undefined) dropped.push(name);
    else kept[name] = printable;
  }
  return dropped.length === 0 ? kept : { ...kept, dropped };
}

function printableOf(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.slice(0, MAX_CHARACTERS);
  if (value instanceof Error) return { name: value.name, code: codeOf(value), at: framesOf(value) };
  return undefined;
}

const codeOf = (error: Error): string | undefined => ('code' in error && typeof error.code === 'string' ? error.code : undefined);

/** Where it was thrown, without the message: a message may quote what somebody wrote. */
const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 8);
