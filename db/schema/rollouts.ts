import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { rolloutKinds, rolloutMoments, rolloutRowStates } from '../../lib/kit/words';
import { createdAt, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';
import { catalogItems, catalogItemVersions } from './catalog';

/** A decision of staff to move an item's existing services to newer terms or to another plan. */
export const rollouts = pgTable(
  'rollouts',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind', { enum: rolloutKinds }).notNull(),
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    targetVersionId: reference('target_version_id')
      .notNull()
      .references(() => catalogItemVersions.id),
    moment: text('moment', { enum: rolloutMoments }).notNull(),
    createdAt: createdAt(),
    createdByUserId: reference('created_by_user_id'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    check('rollouts_kind_check', oneOf(table.kind, rolloutKinds)),
    check('rollouts_moment_check', oneOf(table.moment, rolloutMoments)),
    // Two concurrent rollouts would race for the same services.
    uniqueIndex('rollouts_running_key').on(table.itemId).where(sql`finished_at is null`),
  ],
);

/**
 * One service of a rollout. It leaves `pending` in the transaction that changes the service, so it is processed
 * exactly once.
 */
export const rolloutRows = pgTable(
  'rollout_rows',
  {
    rolloutId: uuid('rollout_id')
      .notNull()
      .references(() => rollouts.id),
    serviceId: reference('service_id').notNull(),
    customerId: reference('customer_id').notNull(),
    state: text('state', { enum: rolloutRowStates }).notNull().default('pending'),
    /** Why it was refused or unchanged, or which terms of its own it kept: a message key. */
    reason: text('reason'),
    /** Per period, tax included, before and after. */
    oldPriceMinor: moneyMinor('old_price_minor'),
    newPriceMinor: moneyMinor('new_price_minor'),
    settledAt: instant('settled_at'),
  },
  (table) => [
    primaryKey({ name: 'rollout_rows_pk', columns: [table.rolloutId, table.serviceId] }),
    check('rollout_rows_state_check', oneOf(table.state, rolloutRowStates)),
  ],
);
