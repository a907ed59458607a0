import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { orderKinds, orderStates } from '../../lib/kit/words';
import { createdAt, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';
import { customers } from './customers';

/**
 * An order of a subscriber. Its id is created with the form, so a double click, a second tab and the back button are
 * the same order. It executes when there is enough credit: at once, or when a top-up arrives.
 */
export const orders = pgTable(
  'orders',
  {
    id: uuid('id').primaryKey(),
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text('kind', { enum: orderKinds }).notNull(),
    state: text('state', { enum: orderStates }).notNull(),
    payload: jsonb('payload').notNull(),
    /**
     * The quote the customer confirmed, with its time and what execution needs: `{quotedAt, quote, made}`, amounts as
     * digits. The order executes exactly like this or not at all. Without `made` it is quoted again from the rows, and
     * must promise the same. Null on orders placed before quotes were stored.
     */
    quote: jsonb('quote'),
    /** The amount due on the confirmation sheet; zero for a refund. */
    totalMinor: moneyMinor('total_minor').notNull(),
    /** The service it created or changed. */
    serviceId: reference('service_id'),
    /** Why it failed: a key of messages/en/errors.json. */
    failure: text('failure'),
    createdAt: createdAt(),
    settledAt: instant('settled_at'),
    /** When a waiting order is cancelled, so that a late top-up does not trigger an unexpected purchase. */
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    check('orders_kind_check', oneOf(table.kind, orderKinds)),
    check('orders_state_check', oneOf(table.state, orderStates)),
    check('orders_total_check', sql`${table.totalMinor} >= 0`),
    index('orders_customer_id_idx').on(table.customerId, table.createdAt),
    index('orders_waiting_idx').on(table.customerId, table.createdAt).where(sql`state = 'waiting'`),
  ],
);
