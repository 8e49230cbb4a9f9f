/**
 * What somebody who owns the database can do to every table, and what is said to whoever looks. The tests of each theme do it and look;
 * tamper.pg.test.ts holds these lines to the tables and columns that there are, and db/README.md to these lines.
 */
import type { Lines } from '#tests/support/tamper-lines.ts';
import { ACCOUNT_LINES } from './tamper-lines-accounts.ts';
import { CHAIN_LINES } from './tamper-lines-chains.ts';
import { INVITE_LINES } from './tamper-lines-invites.ts';
import { RECORD_LINES } from './tamper-lines-records.ts';
import { LOG_LINES } from './tamper-lines-log.ts';
import { ROOM_LINES } from './tamper-lines-rooms.ts';

/** What keeps people out of the server, or is told about them, of their appointments or by the practice itself: no reader holds it against anything. */
const UNNOTICED: Lines = {
  account_invites: 'nobody',
  account_resets: 'nobody',
  appointment_plans: 'nobody',
  appointment_times: 'nobody',
  backup_codes: 'nobody',
  calendar_feeds: 'nobody',
  deactivations: 'nobody',
  factors: 'nobody',
  invite_choices: 'nobody',
  known_devices: 'nobody',
  migrations: 'nobody',
  notices: 'nobody',
  practice: 'nobody',
  purges: 'nobody',
  record_retention: 'nobody',
  reminder_sends: 'nobody',
  reminders: 'nobody',
  sign_ins: 'nobody',
  sign_in_tries: 'nobody',
  visits: 'nobody',
  writers: 'nobody',
};

export const LINES: Lines = {
  ...CHAIN_LINES,
  ...RECORD_LINES,
  ...ROOM_LINES,
  ...LOG_LINES,
  ...INVITE_LINES,
  ...ACCOUNT_LINES,
  ...UNNOTICED,
};
