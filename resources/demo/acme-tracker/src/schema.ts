import { sql } from 'drizzle-orm';
import {
  bigint, bigserial, boolean, check, date, index, integer, jsonb, numeric, pgEnum, pgTable,
  primaryKey, text, timestamp, uniqueIndex, uuid, type AnyPgColumn,
} from 'drizzle-orm/pg-core';

const timestamps = {
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
};

export const memberRole = pgEnum('member_role', ['owner', 'admin', 'member', 'guest']);
export const itemStatus = pgEnum('item_status', ['open', 'active', 'blocked', 'done', 'closed']);
export const sidebarForm = pgEnum('sidebar_form', ['item', 'board', 'time_entry']);

/** Tenants. Every row of a tenant carries its organization_id. */
export const organizations = pgTable('organizations', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  name: text('name').notNull(),
  slug: text('slug').notNull(),
  plan: text('plan').notNull().default('team'),
  ...timestamps,
}, (t) => [uniqueIndex('organizations_slug_uq').on(t.slug)]);

export const users = pgTable('users', {
  id: uuid('id').primaryKey().defaultRandom(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  isActive: boolean('is_active').notNull().default(true),
  lastSeenAt: timestamp('last_seen_at', { withTimezone: true }),
  notifyByEmail: boolean('notify_by_email').notNull().default(true),
  digestHour: integer('digest_hour').notNull().default(8),
  ...timestamps,
}, (t) => [
  uniqueIndex('users_email_uq').on(sql`lower(${t.email})`),
  check('users_digest_hour_ck', sql`${t.digestHour} between 0 and 23`),
]);

export const memberships = pgTable('memberships', {
  organizationId: bigint('organization_id', { mode: 'number' }).notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  role: memberRole('role').notNull().default('member'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
}, (t) => [
  primaryKey({ columns: [t.organizationId, t.userId] }),
  index('memberships_user_idx').on(t.userId),
]);

export const boards = pgTable('boards', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  organizationId: bigint('organization_id', { mode: 'number' }).notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  position: integer('position').notNull().default(0),
  archivedAt: timestamp('archived_at', { withTimezone: true }),
  ...timestamps,
}, (t) => [index('boards_organization_idx').on(t.organizationId, t.position)]);

/**
 * Programmes, epics, features and tasks: one tree per organization. The columns from `depth` on are
 * kept by event handlers in the API.
 */
export const items = pgTable('items', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  organizationId: bigint('organization_id', { mode: 'number' }).notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  boardId: bigint('board_id', { mode: 'number' }).references(() => boards.id, { onDelete: 'set null' }),
  parentId: bigint('parent_id', { mode: 'number' }),
  assigneeId: uuid('assignee_id').references(() => users.id, { onDelete: 'set null' }),
  title: text('title').notNull(),
  status: itemStatus('status').notNull().default('open'),
  position: integer('position'),
  estimate: numeric('estimate', { precision: 10, scale: 2 }),
  startDate: date('start_date'),
  endDate: date('end_date'),
  /** Minutes, from before there were time entries. */
  timeSpent: integer('time_spent'),
  /** Own progress in per cent, for items without subtasks. */
  percentDone: numeric('percent_done', { precision: 5, scale: 2 }),
  /** Dates set by hand in the planner. */
  isManuallyScheduled: boolean('is_manually_scheduled').notNull().default(false),
  depth: integer('depth').notNull().default(0),
  path: text('path'),
  childCount: integer('child_count').notNull().default(0),
  descendantCount: integer('descendant_count').notNull().default(0),
  doneCount: integer('done_count').notNull().default(0),
  estimateSum: numeric('estimate_sum', { precision: 14, scale: 2 }),
  progress: numeric('progress', { precision: 5, scale: 2 }).notNull().default('0'),
  minStart: date('min_start'),
  maxEnd: date('max_end'),
  archivedAt: timestamp('archived_at', { withTimezone: true }),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
  ...timestamps,
}, (t) => [
  index('items_parent_idx').on(t.parentId),
  index('items_organization_parent_idx').on(t.organizationId, t.parentId, t.position),
  index('items_board_open_idx').on(t.boardId).where(sql`${t.archivedAt} is null and ${t.deletedAt} is null`),
  index('items_path_idx').on(t.path.op('text_pattern_ops')),
  index('items_assignee_idx').on(t.assigneeId),
]);

export const timeEntries = pgTable('time_entries', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  organizationId: bigint('organization_id', { mode: 'number' }).notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  itemId: bigint('item_id', { mode: 'number' }).notNull().references(() => items.id, { onDelete: 'cascade' }),
  userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }),
  spentOn: date('spent_on').notNull(),
  minutes: integer('minutes').notNull(),
  note: text('note'),
  /** Set for rows made from items.time_spent. */
  isLegacy: boolean('is_legacy').notNull().default(false),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
}, (t) => [
  index('time_entries_item_idx').on(t.itemId),
  index('time_entries_organization_day_idx').on(t.organizationId, t.spentOn),
  check('time_entries_minutes_ck', sql`${t.minutes} > 0`),
]);

/** Forms of the sidebar, one of each kind per organization. */
export const sidebarForms = pgTable('sidebar_forms', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  organizationId: bigint('organization_id', { mode: 'number' }).notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  form: sidebarForm('form').notNull(),
  isEnabled: boolean('is_enabled').notNull().default(true),
  ...timestamps,
}, (t) => [uniqueIndex('sidebar_forms_organization_form_uq').on(t.organizationId, t.form)]);

/** Groups of fields in such a form. */
export const sidebarFormGroups = pgTable('sidebar_form_groups', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  sidebarFormId: bigint('sidebar_form_id', { mode: 'number' }).notNull()
    .references(() => sidebarForms.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  position: integer('position').notNull().default(0),
  fields: jsonb('fields').notNull().default([]),
}, (t) => [uniqueIndex('sidebar_form_groups_form_position_uq').on(t.sidebarFormId, t.position)]);

export const auditEvents = pgTable('audit_events', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  organizationId: bigint('organization_id', { mode: 'number' }).notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  actorId: uuid('actor_id').references(() => users.id, { onDelete: 'set null' }),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  payload: jsonb('payload').notNull().default({}),
  happenedAt: timestamp('happened_at', { withTimezone: true }).notNull().defaultNow(),
}, (t) => [index('audit_events_organization_time_idx').on(t.organizationId, t.happenedAt.desc())]);
