/** The tables as Drizzle knows them; migrations/ makes them, and says what each column means. The log's are not here: log.ts. */
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { Ask } from '#crdt/base/asks.ts';
import type { AccountId, InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { InvitedRole, MemberRole } from '#crdt/base/roles.ts';
import { at, bytes } from './columns.ts';

const room = () => uuid('room').$type<RoomId>().notNull();
const owner = () => uuid('owner').$type<AccountId>().notNull();

export const accounts = pgTable('accounts', {
  id: uuid('id').$type<AccountId>().primaryKey(),
  emailSealed: bytes('email_sealed').notNull(),
  emailLookup: bytes('email_lookup').notNull(),
  roles: text('roles').array().notNull(),
  opaqueRecord: text('opaque_record').notNull(),
  opaqueSetup: integer('opaque_setup').notNull(),
  signPublic: bytes('sign_public').notNull(),
  boxPublic: bytes('box_public').notNull(),
  wrappedKeyring: bytes('wrapped_keyring').notNull(),
  shortPassword: boolean('short_password').notNull().default(false),
  createdAt: at('created_at').notNull(),
});

export const accountInvites = pgTable('account_invites', {
  tokenHash: bytes('token_hash').primaryKey(),
  emailLookup: bytes('email_lookup').notNull(),
  roles: text('roles').array().notNull(),
  invitedBy: uuid('invited_by').$type<AccountId>().notNull(),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  claimedBy: uuid('claimed_by').$type<AccountId>(),
  revokedAt: at('revoked_at'),
});

export const deactivations = pgTable('deactivations', {
  account: uuid('account').$type<AccountId>().primaryKey(),
  madeBy: uuid('made_by').$type<AccountId>().notNull(),
  at: at('at').notNull(),
});

export const rooms = pgTable('rooms', {
  id: uuid('id').$type<RoomId>().primaryKey(),
  owner: owner(),
  host: uuid('host').$type<MemberId>().notNull(),
  sealedTitle: bytes('sealed_title').notNull(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  status: text('status').$type<'open' | 'ended'>().notNull(),
  locked: boolean('locked').notNull(),
  createdAt: at('created_at').notNull(),
  endedAt: at('ended_at'),
  turnDue: boolean('turn_due').notNull(),
});

export const epochs = pgTable('epochs', {
  room: room(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  owner: owner(),
  statement: bytes('statement').notNull(),
  signature: bytes('signature').notNull(),
  madeAt: at('made_at').notNull(),
});

export const writers = pgTable('writers', {
  room: room(),
  member: uuid('member').$type<MemberId>().notNull(),
  owner: owner(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  rights: smallint('rights').notNull(),
  host: boolean('host').notNull(),
});

export const invites = pgTable('invites', {
  id: uuid('id').$type<InviteId>().primaryKey(),
  room: room(),
  owner: owner(),
  proofHash: bytes('proof_hash').notNull(),
  sealedSecret: bytes('sealed_secret').notNull(),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  claimedBy: uuid('claimed_by').$type<MemberId>(),
  revokedAt: at('revoked_at'),
  passcodeHash: bytes('passcode_hash'),
  passcodeTries: integer('passcode_tries').notNull(),
  asks: text('asks').array().$type<Ask[]>().notNull(),
  consentWords: text('consent_words').notNull(),
  role: text('role').$type<InvitedRole>().notNull(),
});

export const inviteChoices = pgTable('invite_choices', {
  account: uuid('account').$type<AccountId>().primaryKey(),
  asks: text('asks').array().$type<Ask[]>().notNull(),
});

export const members = pgTable('members', {
  id: uuid('id').$type<MemberId>().primaryKey(),
  room: room(),
  owner: owner(),
  account: uuid('account').$type<AccountId>(),
  invite: uuid('invite').$type<InviteId>(),
  role: text('role').$type<MemberRole>().notNull(),
  state: text('state').$type<'waiting' | 'admitted' | 'refused' | 'removed'>().notNull(),
  signPublic: bytes('sign_public').notNull(),
  boxPublic: bytes('box_public').notNull(),
  statement: bytes('statement'),
  signature: bytes('signature'),
  admission: bytes('admission'),
  sealedName: bytes('sealed_name'),
  mac: bytes('mac'),
  sealedCheckIn: bytes('sealed_check_in'),
  sealedRoot: bytes('sealed_root'),
  since: at('since').notNull(),
});

export const grants = pgTable('grants', {
  room: room(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  reader: uuid('reader').$type<MemberId>().notNull(),
  owner: owner(),
  account: uuid('account').$type<AccountId>(),
  granter: uuid('granter').$type<MemberId>().notNull(),
  sealed: bytes('sealed').notNull(),
  signature: bytes('signature').notNull(),
  grantedAt: at('granted_at').notNull(),
  revokedAt: at('revoked_at'),
});

export const signIns = pgTable('sign_ins', {
  id: uuid('id').notNull().defaultRandom(),
  tokenHash: bytes('token_hash').primaryKey(),
  account: uuid('account').$type<AccountId>(),
  member: uuid('member').$type<MemberId>(),
  room: uuid('room').$type<RoomId>(),
  ipSealed: bytes('ip_sealed'),
  agentSealed: bytes('agent_sealed'),
  createdAt: at('created_at').notNull(),
  seenAt: at('seen_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  factorAt: at('factor_at'),
  provenAt: at('proven_at'),
});

export const factors = pgTable('factors', {
  account: uuid('account').$type<AccountId>().primaryKey(),
  totpSealed: bytes('totp_sealed'),
  totpStep: bigint('totp_step', { mode: 'number' }).notNull().default(0),
  totpPending: bytes('totp_pending'),
  pendingUntil: at('pending_until'),
  failures: at('failures').array().notNull().default([]),
});

export const passkeys = pgTable('passkeys', {
  id: bytes('id').primaryKey(),
  account: uuid('account').$type<AccountId>().notNull(),
  publicKey: bytes('public_key').notNull(),
  signCount: bigint('sign_count', { mode: 'number' }).notNull(),
  transports: text('transports').array().notNull(),
  nameSealed: bytes('name_sealed').notNull(),
  wrappedKeyring: bytes('wrapped_keyring'),
  madeAt: at('made_at').notNull(),
  usedAt: at('used_at'),
});

export const backupCodes = pgTable('backup_codes', {
  account: uuid('account').$type<AccountId>().notNull(),
  hash: bytes('hash').notNull(),
  madeAt: at('made_at').notNull(),
  usedAt: at('used_at'),
});

export const visits = pgTable('visits', {
  id: uuid('id').primaryKey(),
  room: room(),
  member: uuid('member').$type<MemberId>().notNull(),
  fromAt: at('from_at').notNull(),
  seenAt: at('seen_at').notNull(),
  toAt: at('to_at'),
});

export const audit = pgTable('audit', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: at('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  outcome: text('outcome').notNull(),
  ipSealed: bytes('ip_sealed'),
  hash: bytes('hash').notNull(),
});

export const auditCheckpoints = pgTable('audit_checkpoints', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: at('at').notNull(),
  hash: bytes('hash').notNull(),
  signature: bytes('signature').notNull(),
});

export const practice = pgTable('practice', {
  setUpAt: at('set_up_at').notNull(),
  waitingWords: text('waiting_words').notNull().default(''),
  consentWords: text('consent_words').notNull().default(''),
});

export const recoveryKits = pgTable('recovery_kits', {
  account: uuid('account').$type<AccountId>().primaryKey(),
  proofPublic: bytes('proof_public').notNull(),
  wrappedKeyring: bytes('wrapped_keyring').notNull(),
  madeAt: at('made_at').notNull(),
});

export const accountResets = pgTable('account_resets', {
  tokenHash: bytes('token_hash').primaryKey(),
  account: uuid('account').$type<AccountId>().notNull(),
  startedBy: uuid('started_by').$type<AccountId>().notNull(),
  withFactors: boolean('with_factors').notNull(),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  endedAt: at('ended_at'),
});

export const signInTries = pgTable('sign_in_tries', {
  bucket: bytes('bucket').primaryKey(),
  tries: at('tries').array().notNull().default([]),
  lockedUntil: at('locked_until'),
  seenAt: at('seen_at').notNull(),
});

export const knownDevices = pgTable(
  'known_devices',
  {
    tokenHash: bytes('token_hash').notNull(),
    account: uuid('account').$type<AccountId>().notNull(),
    madeAt: at('made_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tokenHash, table.account] })],
);

export const notices = pgTable('notices', {
  id: uuid('id').primaryKey().defaultRandom(),
  account: uuid('account').$type<AccountId>().notNull(),
  kind: text('kind').notNull(),
  data: jsonb('data').$type<Readonly<Record<string, string | number | boolean>>>().notNull(),
  ipSealed: bytes('ip_sealed'),
  agentSealed: bytes('agent_sealed'),
  at: at('at').notNull(),
  seenAt: at('seen_at'),
});
