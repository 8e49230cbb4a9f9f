/** The form of a setting. */
import type { z } from 'zod';

/** One setting: its environment variable, how its text is read, what `--help` says. */
export type Setting<Type extends z.ZodType> = {
  readonly env: string;
  readonly type: Type;
  /** What `--help` shows as the default. */
  readonly otherwise: string;
  readonly unit?: string;
  /** The value may also stand in the file that NAME_FILE names, and is never printed. */
  readonly secret?: true;
  readonly sentence: string;
};
export const setting = <Type extends z.ZodType>(row: Setting<Type>): Setting<Type> => row;
