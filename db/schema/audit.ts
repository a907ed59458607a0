import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, idColumn, instant, reference } from '../columns';

/**
 * One row: one action of a person, a webhook or a job, with the state before and after. Append-only (a trigger
 * rejects changes); never contains a secret.
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
 * A submitted form, by the id of the row it creates, with a keyed digest of its contents: resent with different
 * contents it is refused, so that the caller does not return the earlier result.
 */
export const sentForms = pgTable('sent_forms', {
  id: uuid('id').primaryKey(),
  digest: text('digest').notNull(),
  createdAt: createdAt(),
});
