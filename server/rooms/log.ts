/** What rooms and gateway write to the log: names and numbers, never content. server/log.ts and pino fit. */
export interface RoomsLog {
  info(fields: Readonly<Record<string, string | number>>, message: string): void;
  warn(fields: Readonly<Record<string, string | number>>, message: string): void;
  error(fields: Readonly<Record<string, string | number>>, message: string): void;
}
