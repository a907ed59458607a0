import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { orderKinds, orderStates } from '../../lib/kit/words';
import { oneOf } from '../checks';
import { createdAt, instant, moneyMinor, reference } from '../columns';
import { customers } from './customers';

/**
 * What a subscriber wants. The id is made with the form, so a double click, a second tab and the back
 * button are the same order. It executes when the credit is there: at once, or when a top-up arrives.
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
     * The quote the customer confirmed, with its moment: `{quotedAt, quote}`, amounts as digits. It executes as it
     * stands here or not at all. Null on orders from before quotes were kept.
     */
    quote: jsonb('quote'),
    /** What the confirm sheet showed as due; nothing when money comes back. */
    totalMinor: moneyMinor('total_minor').notNull(),
    /** The service it made or changed. */
    serviceId: reference('service_id'),
    /** Why it failed: a key of messages/en/errors.json. */
    failure: text('failure'),
    createdAt: createdAt(),
    settledAt: instant('settled_at'),
    /** A waiting order is cancelled then, so that a late top-up buys nothing by surprise. */
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
