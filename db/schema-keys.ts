/** The tables of the key directory as Drizzle knows them (schema.ts has the others). */
import { bigint, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AccountId } from '#crdt/base/ids.ts';
import type { DirectoryKind } from '#crdt/keys/directory-layout.ts';
import { at, bytes } from './columns.ts';

export const directory = pgTable('directory', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  account: uuid('account').$type<AccountId>().notNull(),
  kind: text('kind').$type<DirectoryKind>().notNull(),
  signPublic: bytes('sign_public').notNull(),
  boxPublic: bytes('box_public').notNull(),
  previous: bytes('previous').notNull(),
  at: at('at').notNull(),
  selfSignature: bytes('self_signature'),
  oldSignature: bytes('old_signature'),
  tag: bytes('tag').notNull(),
  digest: bytes('digest').notNull(),
  hash: bytes('hash').notNull(),
});

export const directoryCheckpoints = pgTable('directory_checkpoints', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: at('at').notNull(),
  hash: bytes('hash').notNull(),
  signature: bytes('signature').notNull(),
});

export const pins = pgTable('pins', {
  account: uuid('account').$type<AccountId>().primaryKey(),
  version: bigint('version', { mode: 'number' }).notNull(),
  sealed: bytes('sealed').notNull(),
  at: at('at').notNull(),
});
