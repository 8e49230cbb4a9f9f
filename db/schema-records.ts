/** The tables of sealed records as Drizzle knows them (migrations/0041-records.sql makes them). */
import { boolean, integer, pgTable, smallint, uuid } from 'drizzle-orm/pg-core';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { at, bytes } from './columns.ts';

const account = (name: string) => uuid(name).$type<AccountId>().notNull();

export const records = pgTable('records', {
  id: uuid('id').$type<RecordId>().primaryKey(),
  kind: smallint('kind').notNull(),
  owner: account('owner'),
  subject: uuid('subject').$type<RecordId>(),
  parent: uuid('parent').$type<RecordId>(),
  version: integer('version').notNull(),
  head: bytes('head').notNull(),
  closed: boolean('closed').notNull(),
  createdAt: at('created_at').notNull(),
  changedAt: at('changed_at').notNull(),
  deletedAt: at('deleted_at'),
});

export const recordVersions = pgTable('record_versions', {
  record: uuid('record').$type<RecordId>().notNull(),
  version: integer('version').notNull(),
  owner: account('owner'),
  author: account('author'),
  statement: bytes('statement').notNull(),
  signature: bytes('signature').notNull(),
  sealed: bytes('sealed').notNull(),
  madeAt: at('made_at').notNull(),
});

export const recordGrants = pgTable('record_grants', {
  record: uuid('record').$type<RecordId>().notNull(),
  reader: account('reader'),
  owner: account('owner'),
  granter: account('granter'),
  sealed: bytes('sealed').notNull(),
  signature: bytes('signature').notNull(),
  grantedAt: at('granted_at').notNull(),
  revokedAt: at('revoked_at'),
  basis: smallint('basis'),
  until: at('until'),
});
