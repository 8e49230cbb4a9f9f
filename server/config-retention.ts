/** How long deleted records stay. */
import { z } from 'zod';
import { readRetention, RETENTION_HELP, type RetentionYears } from './records/retention-years.ts';
import { setting } from './setting.ts';

const retention = z.string().transform((text, context): RetentionYears => {
  const years = readRetention(text);
  if (years !== undefined) return years;
  context.addIssue({ code: 'custom', message: RETENTION_HELP });
  return z.NEVER;
});

export const RETENTION_SETTINGS = {
  retention: setting({
    env: 'RETENTION',
    type: retention.default(new Map()),
    otherwise: '6',
    unit: 'years for each kind',
    sentence: `How long deleted records stay before they are removed: a number for all kinds, or ${RETENTION_HELP}.`,
  }),
} as const;
