/** Where the SFU writes its lines: names and numbers, never content. pino's logger fits. */
export type MediaLog = {
  info(fields: Record<string, string | number>, line: string): void;
  warn(fields: Record<string, string | number>, line: string): void;
  error(fields: Record<string, string | number>, line: string): void;
};
