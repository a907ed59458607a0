import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { intervalUnits, periodOutcomes, recurrenceModes } from '../../lib/kit/words';
import { oneOf } from '../checks';
import { bytesColumn, instant, moneyMinor, reference } from '../columns';

/**
 * What is due when, for whom, at what price: one narrow row per recurring service, so that a sweep of
 * 100,000 reads and rewrites little. `held` follows the service's holds by trigger; everything about
 * the *next* period (price, tax, data) is decided when the row is written, by lib/recurrence.
 */
export const schedule = pgTable(
  'schedule',
  {
    serviceId: reference('service_id').primaryKey(),
    customerId: reference('customer_id').notNull(),
    /** The wallet (credit_based) or the postpaid account (one_off) that pays. */
    accountId: reference('account_id').notNull(),
    mode: text('mode', { enum: recurrenceModes }).notNull(),
    intervalCount: integer('interval_count').notNull(),
    intervalUnit: text('interval_unit', { enum: intervalUnits }).notNull(),
    /** Wall clock and zone the recurrence hangs on; period i starts at anchor + (i - anchor_index) intervals. */
    anchorLocal: timestamp('anchor_local', { mode: 'string' }).notNull(),
    zone: text('zone').notNull(),
    anchorIndex: integer('anchor_index').notNull(),
    nextIndex: integer('next_index').notNull(),
    nextDue: instant('next_due').notNull(),
    /** Gross price of the next period (what the customer pays), and the tax inside it. */
    priceMinor: moneyMinor('price_minor').notNull(),
    taxMinor: moneyMinor('tax_minor').notNull(),
    /** From this business day on the price must be computed anew (a discount starts or ends); null never. */
    repriceOn: date('reprice_on', { mode: 'string' }),
    quotaBytes: bytesColumn('quota_bytes'),
    rolloverPeriods: integer('rollover_periods').notNull().default(0),
    priority: integer('priority').notNull(),
    /** The service must not renew now (any hold but `data_cap`, or archived). */
    held: boolean('held').notNull().default(false),
  },
  (table) => [
    check('schedule_mode_check', oneOf(table.mode, recurrenceModes)),
    check('schedule_interval_unit_check', oneOf(table.intervalUnit, intervalUnits)),
    check(
      'schedule_price_check',
      sql`0 <= ${table.taxMinor} and ${table.taxMinor} <= ${table.priceMinor}`,
    ),
    index('schedule_due_idx')
      .on(table.nextDue, table.accountId, table.serviceId)
      .where(sql`not held`),
    index('schedule_account_id_idx').on(table.accountId),
  ],
);

/**
 * One turn of a recurrence. The primary key is the exactly-once guard: whoever writes (service, index)
 * first has decided it, and everyone else finds it decided.
 */
export const periods = pgTable(
  'periods',
  {
    serviceId: reference('service_id').notNull(),
    index: integer('index').notNull(),
    customerId: reference('customer_id').notNull(),
    startsAt: instant('starts_at').notNull(),
    /** Exclusive: periods tile without gap or overlap. */
    endsAt: instant('ends_at').notNull(),
    outcome: text('outcome', { enum: periodOutcomes }).notNull(),
    /** `insufficient_credit`, `held`, `outage`; null when allocated. */
    reason: text('reason'),
    priceMinor: moneyMinor('price_minor').notNull(),
    taxMinor: moneyMinor('tax_minor').notNull(),
    /** Balance before the decision, so that a withheld period explains itself; null without a credit check. */
    balanceSeenMinor: moneyMinor('balance_seen_minor'),
    grantedBytes: bytesColumn('granted_bytes'),
    decidedAt: instant('decided_at').notNull(),
    /** Set when a plan change or an archive ended it before its time. */
    endedEarlyAt: instant('ended_early_at'),
  },
  (table) => [
    primaryKey({ name: 'periods_pk', columns: [table.serviceId, table.index] }),
    check('periods_outcome_check', oneOf(table.outcome, periodOutcomes)),
    check('periods_order_check', sql`${table.startsAt} < ${table.endsAt}`),
    index('periods_customer_id_idx').on(table.customerId, table.decidedAt),
  ],
);
