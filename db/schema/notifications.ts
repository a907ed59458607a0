import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { mailTemplates, notificationStates, suppressReasons } from '../../lib/kit/words';
import { createdAt, instant, reference } from '../columns';
import { oneOf } from '../one-of';
import { customers } from './customers';
import { users } from './identity';
import { signUps } from './sign-up';

/**
 * One mail to one customer, user or sign-up for one cause. Its content and address are read when it is sent, so the
 * row contains ids only: no address, no amount, no secret. Owned by lib/notifications.
 */
export const notifications = pgTable(
  'notifications',
  {
    /** The Message-ID is derived from it, so that a duplicate can be recognised. */
    id: uuid('id').primaryKey(),
    customerId: reference('customer_id').references(() => customers.id),
    /** For mails about a person's own account, which have no customer. */
    userId: reference('user_id').references(() => users.id),
    /** For the mail that confirms an address without an account; deleted with the sign-up. */
    signUpId: uuid('sign_up_id').references(() => signUps.id, { onDelete: 'cascade' }),
    /** Deduplicates: a repeated event finds its row. */
    causeKey: text('cause_key').notNull(),
    template: text('template', { enum: mailTemplates }).notNull(),
    data: jsonb('data').$type<Record<string, string | number>>().notNull(),
    /** The service a mail is about, used for the quiet hour and to tell the customer that it is back. */
    serviceId: reference('service_id'),
    state: text('state', { enum: notificationStates }).notNull().default('queued'),
    suppressReason: text('suppress_reason', { enum: suppressReasons }),
    attempts: integer('attempts').notNull().default(0),
    /** Not sent before this: the next attempt, or the end of a quiet hour. */
    dueAt: instant('due_at').notNull(),
    /** The worker with this token is sending it; if the lease has expired, that process died. */
    leaseToken: uuid('lease_token'),
    leasedUntil: instant('leased_until'),
    /** A word and a code of the mail server, never its text. */
    lastError: text('last_error'),
    createdAt: createdAt(),
    /** When it left the queue, in any state. */
    settledAt: instant('settled_at'),
  },
  (table) => [
    unique('notifications_recipient_cause_key_key')
      .on(table.customerId, table.userId, table.signUpId, table.causeKey)
      .nullsNotDistinct(),
    check(
      'notifications_recipient_check',
      sql`num_nonnulls(${table.customerId}, ${table.userId}, ${table.signUpId}) = 1`,
    ),
    check('notifications_template_check', oneOf(table.template, mailTemplates)),
    check('notifications_state_check', oneOf(table.state, notificationStates)),
    check('notifications_suppress_reason_check', oneOf(table.suppressReason, suppressReasons)),
    check(
      'notifications_suppressed_check',
      sql`(${table.state} = 'suppressed') = (${table.suppressReason} is not null)`,
    ),
    check(
      'notifications_settled_check',
      sql`(${table.state} = 'queued') = (${table.settledAt} is null)`,
    ),
    index('notifications_due_idx').on(table.dueAt, table.id).where(sql`state = 'queued'`),
    index('notifications_service_id_idx')
      .on(table.serviceId, table.template, table.createdAt)
      .where(sql`service_id is not null`),
    index('notifications_customer_id_idx').on(table.customerId, table.createdAt),
    index('notifications_sign_up_id_idx').on(table.signUpId).where(sql`sign_up_id is not null`),
    index('notifications_state_idx').on(table.state, table.createdAt),
    index('notifications_created_at_idx').on(table.createdAt),
  ],
);

/** Topics a customer has switched off; no row means everything is sent. */
export const mailPreferences = pgTable('mail_preferences', {
  customerId: reference('customer_id')
    .primaryKey()
    .references(() => customers.id),
  usage: boolean('usage').notNull().default(true),
  renewal: boolean('renewal').notNull().default(true),
  updatedAt: instant('updated_at').notNull(),
});
