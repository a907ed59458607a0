import { check, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bulkActs, bulkRowStates } from '../../lib/kit/words';
import { createdAt, instant, reference } from '../columns';
import { oneOf } from '../one-of';

/** One action that staff apply to many customers or services; a job processes the rows. */
export const bulkRuns = pgTable(
  'bulk_runs',
  {
    id: uuid('id').primaryKey(),
    act: text('act', { enum: bulkActs }).notNull(),
    /** The action's parameters: a status, a label, a reason. */
    input: jsonb('input').notNull(),
    createdAt: createdAt(),
    /** The staff member each row is processed as. */
    createdByUserId: reference('created_by_user_id').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [check('bulk_runs_act_check', oneOf(table.act, bulkActs))],
);

/**
 * One customer or service of a run. It leaves `pending` in the transaction that changes it, so it is processed
 * exactly once.
 */
export const bulkRows = pgTable(
  'bulk_rows',
  {
    bulkId: uuid('bulk_id')
      .notNull()
      .references(() => bulkRuns.id),
    subjectId: reference('subject_id').notNull(),
    state: text('state', { enum: bulkRowStates }).notNull().default('pending'),
    /** Why it was refused: a message key and its parameters. */
    reason: text('reason'),
    reasonParams: jsonb('reason_params').$type<Record<string, string | number>>(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    primaryKey({ name: 'bulk_rows_pk', columns: [table.bulkId, table.subjectId] }),
    check('bulk_rows_state_check', oneOf(table.state, bulkRowStates)),
  ],
);
