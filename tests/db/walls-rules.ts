/** What each kind of actor may see and change of every table, for walls.pg.test.ts. A table that a migration adds needs its rule here. */
export type Row = Readonly<Record<string, unknown>>;
/** Who asks, taken apart. */
export type Asker = { readonly account?: string; readonly member?: string; readonly system?: string };
type Sees = (row: Row, asker: Asker, all: All) => boolean;
/** Every row there is, by table: read by the owner. */
export type All = Readonly<Record<string, readonly Row[]>>;
export type Rule =
  /** The application may not even ask. */
  | 'closed'
  /** No row-level security: what it holds is sealed or hashed where it tells who somebody is, and no content of a room. */
  | 'the application reads all'
  /** `ends`: the column by which a row is ended, the one change that is tried; otherwise any column is, to what it was. */
  | { readonly sees: Sees; readonly changes: Sees; readonly ends?: string };

const never: Sees = () => false;
const owns: Sees = (row, { account }) => account !== undefined && row['owner'] === account;
const ownAccount: Sees = (row, { account }) => account !== undefined && row['account'] === account;
const isSystem = (asker: Asker, ...names: string[]): boolean => names.includes(asker.system ?? '');
const hasRole = ({ account }: Asker, all: All, role: string): boolean =>
  (all['accounts'] ?? []).some((row) => row['id'] === account && Array.isArray(row['roles']) && row['roles'].includes(role));
const isAdmin = (asker: Asker, all: All): boolean => hasRole(asker, all, 'admin');
/** A standing grant of that room was made to whoever asks. */
const granted = (room: unknown, { account, member }: Asker, all: All, least = 1): boolean =>
  (all['grants'] ?? []).some(
    (grant) =>
      grant['room'] === room &&
      grant['revoked_at'] === null &&
      Number(grant['epoch']) >= least &&
      ((member !== undefined && grant['reader'] === member) || (account !== undefined && grant['account'] === account)),
  );
const ownOrSignIn: Sees = (row, asker, all) => ownAccount(row, asker, all) || isSystem(asker, 'sign-in');
/** A guest's is also seen by the therapist of the room. */
const signInSeen: Sees = (row, asker, all) =>
  ownAccount(row, asker, all) ||
  isSystem(asker, 'sign-in', 'claim') ||
  (all['rooms'] ?? []).some((room) => room['id'] === row['room'] && owns(room, asker, all));
/** No further than the last epoch that was granted there. */
const content: Rule = { sees: (row, asker, all) => granted(row['room'], asker, all, Number(row['epoch'])), changes: never };

/** Its own, or one whose key was granted to it: not taken back, not over, and not deleted. */
const recordRead =
  (column: string): Sees =>
  (row, asker, all) =>
    owns(row, asker, all) ||
    ((all['record_grants'] ?? []).some(
      (grant) =>
        grant['record'] === row[column] && grant['reader'] === asker.account && grant['revoked_at'] === null && !isOver(grant['until']),
    ) &&
      (all['records'] ?? []).some((record) => record['id'] === row[column] && record['deleted_at'] === null));
const isOver = (until: unknown): boolean => typeof until === 'string' && Date.parse(until) < Date.now();

export const RULES: Readonly<Record<string, Rule>> = {
  migrations: 'closed',
  record_retention: {
    sees: (_row, asker) => isSystem(asker, 'retention', 'admin'),
    changes: (_row, asker) => isSystem(asker, 'retention'),
  },
  purges: { sees: (_row, asker) => isSystem(asker, 'retention', 'admin'), changes: never },
  practice: { sees: () => true, changes: (_row, asker, all) => isAdmin(asker, all) },
  accounts: { sees: () => true, changes: (row, { account }) => account !== undefined && row['id'] === account },
  deactivations: { sees: () => true, changes: never },
  account_invites: {
    sees: (row, { account, system }) => (account !== undefined && row['invited_by'] === account) || system === 'sign-in',
    changes: (_row, asker) => isSystem(asker, 'sign-in'),
  },
  sign_ins: { sees: signInSeen, changes: (row, asker, all) => ownAccount(row, asker, all) || isSystem(asker, 'sign-in', 'claim') },
  visits: { sees: (_row, asker) => isSystem(asker, 'admin'), changes: never },
  audit: { sees: (_row, asker, all) => isSystem(asker, 'audit') || hasRole(asker, all, 'auditor'), changes: never },
  audit_checkpoints: 'the application reads all',
  directory_checkpoints: 'the application reads all',
  directory: {
    sees: (row, asker, all) => ownAccount(row, asker, all) || isSystem(asker, 'directory'),
    changes: never,
  },
  rooms: {
    sees: (row, asker, all) => owns(row, asker, all) || granted(row['id'], asker, all) || isSystem(asker, 'admin', 'claim'),
    changes: owns,
  },
  members: {
    sees: (row, asker, all) =>
      owns(row, asker, all) ||
      ownAccount(row, asker, all) ||
      row['id'] === asker.member ||
      granted(row['room'], asker, all) ||
      isSystem(asker, 'admin', 'claim', 'leaving'),
    changes: (row, asker, all) => owns(row, asker, all) || isSystem(asker, 'leaving'),
  },
  invites: {
    sees: (row, asker, all) => owns(row, asker, all) || isSystem(asker, 'claim'),
    changes: (row, asker, all) => owns(row, asker, all) || isSystem(asker, 'claim'),
  },
  grants: {
    sees: (row, asker, all) => owns(row, asker, all) || ownAccount(row, asker, all) || row['reader'] === asker.member,
    // Ended by the room's owner, or given up by the account that it was made to.
    changes: (row, asker, all) => owns(row, asker, all) || ownAccount(row, asker, all),
    ends: 'revoked_at',
  },
  epochs: {
    sees: (row, asker, all) => owns(row, asker, all) || granted(row['room'], asker, all),
    changes: never,
  },
  // Changed by taking away and adding.
  writers: { sees: (row, asker, all) => owns(row, asker, all) || row['member'] === asker.member, changes: never },
  records: { sees: recordRead('id'), changes: owns },
  record_versions: { sees: recordRead('record'), changes: never },
  record_grants: {
    sees: (row, asker, all) => owns(row, asker, all) || (asker.account !== undefined && row['reader'] === asker.account),
    changes: (row, asker, all) => owns(row, asker, all) && row['revoked_at'] === null,
    ends: 'revoked_at',
  },
  appointment_plans: { sees: owns, changes: owns },
  appointment_times: { sees: owns, changes: owns },
  reminders: { sees: owns, changes: owns },
  reminder_sends: { sees: owns, changes: never },
  calendar_feeds: { sees: owns, changes: owns },
  pins: { sees: ownAccount, changes: ownAccount },
  invite_choices: { sees: ownAccount, changes: ownAccount },
  updates: content,
  snapshots: content,
  factors: { sees: ownOrSignIn, changes: ownOrSignIn },
  passkeys: { sees: ownOrSignIn, changes: ownOrSignIn },
  recovery_kits: { sees: (row, asker, all) => ownAccount(row, asker, all) || isSystem(asker, 'sign-in'), changes: ownAccount },
  account_resets: {
    sees: (row, asker, all) => ownAccount(row, asker, all) || isSystem(asker, 'sign-in') || isAdmin(asker, all),
    changes: (row, asker, all) => ownAccount(row, asker, all) || isSystem(asker, 'sign-in') || isAdmin(asker, all),
  },
  notices: {
    sees: (row, asker, all) =>
      ownAccount(row, asker, all) || isSystem(asker, 'sign-in') || (isSystem(asker, 'admin') && String(row['kind']).startsWith('sign-in.')),
    changes: ownAccount,
  },
  sign_in_tries: { sees: (_row, asker) => isSystem(asker, 'sign-in'), changes: (_row, asker) => isSystem(asker, 'sign-in') },
  known_devices: { sees: (_row, asker) => isSystem(asker, 'sign-in'), changes: (_row, asker) => isSystem(asker, 'sign-in') },
  backup_codes: {
    sees: (row, asker, all) => ownAccount(row, asker, all) || isSystem(asker, 'sign-in'),
    changes: (_row, asker) => isSystem(asker, 'sign-in'),
  },
};
