import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  parkReasons,
  topUpDisputeStates,
  topUpRefundStatuses,
  topUpStatuses,
} from '../../lib/kit/words';
import { createdAt, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';
import { customers } from './customers';
import { orders } from './orders';

/**
 * A payment that credits a wallet, from the request to the money. The id is created with the form and names
 * everything that follows: Stripe's idempotency key, the cause in the ledger. Inserted before Stripe is called, so
 * that every payment is known to this table. Money that arrived is never rejected: every status may still become
 * `paid`. `parked` (arrived, but different from the row) waits for staff; `returned` means that all of it was paid
 * back, and is parked again if a refund fails or a bank returns money.
 */
export const topUps = pgTable(
  'top_ups',
  {
    id: uuid('id').primaryKey(),
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    amountMinor: moneyMinor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    status: text('status', { enum: topUpStatuses }).notNull(),
    /** The waiting order this money is meant for; other waiting orders execute too. */
    orderId: uuid('order_id').references(() => orders.id),
    /** The description the payer sees and the receipt address, frozen: a retry at Stripe must send the same. */
    description: text('description').notNull(),
    payerEmail: text('payer_email'),
    checkoutSessionId: text('checkout_session_id'),
    /** The payment page; null once the session no longer accepts a payment. */
    checkoutUrl: text('checkout_url'),
    /** How the payer completes a payment that is on its way: a voucher, or a bank transfer. */
    instructionsUrl: text('instructions_url'),
    instructionsReference: text('instructions_reference'),
    payUntil: instant('pay_until'),
    paymentIntentId: text('payment_intent_id'),
    chargeId: text('charge_id'),
    /** The fee Stripe kept, for reports; null while unknown or in another currency. */
    feeMinor: moneyMinor('fee_minor'),
    paidAt: instant('paid_at'),
    /** The transfer that credited the wallet. */
    transferId: reference('transfer_id'),
    /** Gap-free over all top-ups, assigned in the transaction that credits. */
    receiptNumber: integer('receipt_number'),
    /** Issuer and receiver as the receipt was issued; null for receipts before they were kept, and once erased. */
    receiptParties: jsonb('receipt_parties'),
    /** The amount that arrived, if different from what was requested; the currency may differ too. */
    arrivedMinor: moneyMinor('arrived_minor'),
    arrivedCurrency: text('arrived_currency'),
    /** Which part of the payment differs from this row; kept after a return, which may fail. */
    parkReason: text('park_reason', { enum: parkReasons }),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
    /** When Stripe was last asked about it, by any process. */
    checkedAt: instant('checked_at'),
  },
  (table) => [
    check('top_ups_status_check', oneOf(table.status, topUpStatuses)),
    check('top_ups_park_reason_check', oneOf(table.parkReason, parkReasons)),
    check('top_ups_amount_check', sql`${table.amountMinor} > 0`),
    check(
      'top_ups_paid_check',
      sql`(${table.status} = 'paid') = (${table.paidAt} is not null and ${table.transferId} is not null and ${table.receiptNumber} is not null)`,
    ),
    check(
      'top_ups_parked_check',
      sql`(${table.status} <> 'parked' or ${table.parkReason} is not null) and (${table.parkReason} is null or ${table.status} in ('parked', 'returned'))`,
    ),
    check(
      'top_ups_arrived_check',
      sql`(${table.arrivedMinor} is null) = (${table.arrivedCurrency} is null)`,
    ),
    unique('top_ups_checkout_session_id_key').on(table.checkoutSessionId),
    unique('top_ups_payment_intent_id_key').on(table.paymentIntentId),
    unique('top_ups_receipt_number_key').on(table.receiptNumber),
    index('top_ups_customer_id_idx').on(table.customerId, table.createdAt),
    index('top_ups_created_at_idx').on(table.createdAt, table.id),
    index('top_ups_open_idx')
      .on(table.checkedAt)
      .where(sql`status in ('created', 'pending', 'processing')`),
    index('top_ups_parked_idx').on(table.updatedAt).where(sql`status = 'parked'`),
  ],
);

/**
 * The statement of a closed month, issued when it is first opened. `parties` is the issuer and the receiver as printed
 * on that day; erasing the customer removes the person from it. The lines are read from the ledger, which is
 * append-only.
 */
export const statements = pgTable(
  'statements',
  {
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    /** `YYYY-MM` in the operator's time zone on the day of issue. */
    month: text('month').notNull(),
    issuedAt: instant('issued_at').notNull(),
    parties: jsonb('parties').notNull(),
  },
  (table) => [
    primaryKey({ name: 'statements_pkey', columns: [table.customerId, table.month] }),
    check('statements_month_check', sql`${table.month} ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'`),
  ],
);

/**
 * An event from Stripe, stored verbatim before it is processed. A row is done when `applied_at` is set, not when it
 * exists: a stored event that failed is retried, less and less often.
 */
export const stripeEvents = pgTable(
  'stripe_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    apiVersion: text('api_version'),
    /** When it happened at Stripe; unrelated to the order of arrival. */
    happenedAt: instant('happened_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    payload: jsonb('payload').notNull(),
    attempts: integer('attempts').notNull().default(0),
    appliedAt: instant('applied_at'),
    lastError: text('last_error'),
    /** When the sweep tries a failed event again; null before the first failure. */
    nextTryAt: instant('next_try_at'),
  },
  (table) => [
    index('stripe_events_unapplied_idx').on(table.receivedAt).where(sql`applied_at is null`),
    index('stripe_events_happened_at_idx').on(table.happenedAt),
  ],
);

/** How far the sweeps have compared ours with Stripe's: one row for events, one for movements on the balance. */
export const stripeEventCursors = pgTable('stripe_event_cursors', {
  id: text('id').primaryKey(),
  sweptUntil: instant('swept_until').notNull(),
});

/**
 * A refund of one top-up to the payer. Requested by staff here (the id is ours, and the wallet is debited before
 * Stripe is called) or in Stripe directly (the id is Stripe's).
 */
export const topUpRefunds = pgTable(
  'top_up_refunds',
  {
    id: text('id').primaryKey(),
    topUpId: uuid('top_up_id')
      .notNull()
      .references(() => topUps.id),
    stripeRefundId: text('stripe_refund_id'),
    amountMinor: moneyMinor('amount_minor').notNull(),
    status: text('status', { enum: topUpRefundStatuses }).notNull(),
    /** All that was ever debited from the wallet for it, and credited back: the difference is what it cost the wallet. */
    clawedMinor: moneyMinor('clawed_minor').notNull().default(sql`0`),
    returnedMinor: moneyMinor('returned_minor').notNull().default(sql`0`),
    reason: text('reason').notNull().default(''),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check('top_up_refunds_status_check', oneOf(table.status, topUpRefundStatuses)),
    check('top_up_refunds_amount_check', sql`${table.amountMinor} > 0`),
    check(
      'top_up_refunds_clawed_check',
      sql`0 <= ${table.returnedMinor} and ${table.returnedMinor} <= ${table.clawedMinor} and ${table.clawedMinor} - ${table.returnedMinor} <= ${table.amountMinor}`,
    ),
    unique('top_up_refunds_stripe_refund_id_key').on(table.stripeRefundId),
    index('top_up_refunds_top_up_id_idx').on(table.topUpId),
    index('top_up_refunds_open_idx')
      .on(table.updatedAt)
      .where(sql`status in ('requested', 'pending')`),
  ],
);

/** The payer's bank disputes a top-up. The id is Stripe's. */
export const topUpDisputes = pgTable(
  'top_up_disputes',
  {
    id: text('id').primaryKey(),
    topUpId: uuid('top_up_id')
      .notNull()
      .references(() => topUps.id),
    amountMinor: moneyMinor('amount_minor').notNull(),
    state: text('state', { enum: topUpDisputeStates }).notNull(),
    reason: text('reason').notNull().default(''),
    /** What the bank took and gave back so far, in the payment's currency. Both only grow. */
    takenMinor: moneyMinor('taken_minor').notNull().default(sql`0`),
    givenBackMinor: moneyMinor('given_back_minor').notNull().default(sql`0`),
    /** The bank's movements that `state` takes into account: a report with fewer is older. */
    stateMovements: integer('state_movements').notNull().default(0),
    /**
     * What the dispute did to the balance at Stripe, in its currency, without fees: below zero while the bank keeps the
     * money. Where that is not the payment's currency, the exchange is the operator's gain or loss.
     */
    settledMinor: moneyMinor('settled_minor'),
    /** Stripe's fees for it, in the same currency; the operator bears them. */
    feeMinor: moneyMinor('fee_minor'),
    settledCurrency: text('settled_currency'),
    /** It stops the customer's services, until it is decided for us or staff let them run. */
    stopsServices: boolean('stops_services').notNull().default(false),
    /** All that was ever debited from the wallet for it, and credited back: the difference is what it cost the wallet. */
    withdrawnMinor: moneyMinor('withdrawn_minor').notNull().default(sql`0`),
    reinstatedMinor: moneyMinor('reinstated_minor').notNull().default(sql`0`),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check('top_up_disputes_state_check', oneOf(table.state, topUpDisputeStates)),
    check(
      'top_up_disputes_withdrawn_check',
      sql`0 <= ${table.reinstatedMinor} and ${table.reinstatedMinor} <= ${table.withdrawnMinor}`,
    ),
    check(
      'top_up_disputes_taken_check',
      sql`0 <= ${table.takenMinor} and 0 <= ${table.givenBackMinor}`,
    ),
    check(
      'top_up_disputes_settled_check',
      sql`(${table.settledCurrency} is null) = (${table.settledMinor} is null) and (${table.settledCurrency} is null) = (${table.feeMinor} is null)`,
    ),
    index('top_up_disputes_top_up_id_idx').on(table.topUpId),
    index('top_up_disputes_stops_idx').on(table.topUpId).where(sql`stops_services`),
    index('top_up_disputes_open_idx').on(table.updatedAt).where(sql`state in ('inquiry', 'open')`),
  ],
);

/** The last number assigned, one row per kind of document; locked last in a transaction, to keep the lock short. */
export const receiptCounters = pgTable('receipt_counters', {
  kind: text('kind').primaryKey(),
  lastNumber: integer('last_number').notNull(),
});
