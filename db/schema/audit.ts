import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, idColumn, instant, reference } from '../columns';

/**
 * One row: one thing a person, a webhook or a job did, with the state before and after. Append-only
 * (a trigger refuses change); never holds a secret.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: idColumn(),
    at: instant('at').notNull(),
    /** `staff:3`, `subscriber:8`, `webhook:stripe`, `system:sweep`. */
    actor: text('actor').notNull(),
    actorUserId: reference('actor_user_id'),
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    customerId: reference('customer_id'),
    before: jsonb('before'),
    after: jsonb('after'),
    reason: text('reason'),
  },
  (table) => [
    index('audit_log_subject_idx').on(table.subjectKind, table.subjectId, table.id),
    index('audit_log_customer_id_idx').on(table.customerId, table.id),
    index('audit_log_at_idx').on(table.at),
  ],
);

/**
 * A form that was sent, by the id of what it makes, and a keyed digest of what it said: sent again with
 * something else in it, it is refused instead of answered with what was done before.
 */
export const sentForms = pgTable('sent_forms', {
  id: uuid('id').primaryKey(),
  digest: text('digest').notNull(),
  createdAt: createdAt(),
});
