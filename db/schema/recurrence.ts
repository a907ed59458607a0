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
import { intervalUnits, periodOutcomes, recurrenceModes, sweepParts } from '../../lib/kit/words';
import { oneOf } from '../checks';
import { bytesColumn, idColumn, instant, moneyMinor, reference } from '../columns';
import { services } from './services';

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
    /** When the next period is decided: its start, or while `in_grace` the end of the grace. */
    nextDue: instant('next_due').notNull(),
    /** The next period was due and short of credit; it is decided when credit comes, or at `next_due`. */
    inGrace: boolean('in_grace').notNull().default(false),
    /** Gross price of the next period (what the customer pays), and the tax inside it. */
    priceMinor: moneyMinor('price_minor').notNull(),
    taxMinor: moneyMinor('tax_minor').notNull(),
    /** From this business day on the price must be computed anew (a discount starts or ends); null never. */
    repriceOn: date('reprice_on', { mode: 'string' }),
    quotaBytes: bytesColumn('quota_bytes'),
    bonusBytes: bytesColumn('bonus_bytes'),
    rolloverPeriods: integer('rollover_periods').notNull().default(0),
    graceDays: integer('grace_days').notNull().default(0),
    priority: integer('priority').notNull(),
    /** The service must not renew now (any hold but `data_cap`, archived, or parked). */
    held: boolean('held').notNull().default(false),
  },
  (table) => [
    check('schedule_mode_check', oneOf(table.mode, recurrenceModes)),
    check('schedule_interval_unit_check', oneOf(table.intervalUnit, intervalUnits)),
    // Counting periods would never end with a step of nothing, or backwards.
    check('schedule_interval_count_check', sql`${table.intervalCount} > 0`),
    check(
      'schedule_price_check',
      sql`0 <= ${table.taxMinor} and ${table.taxMinor} <= ${table.priceMinor}`,
    ),
    index('schedule_due_idx')
      .on(table.nextDue, table.accountId, table.serviceId)
      .where(sql`not held`),
    // The few whose price changes some day, found without the many that are due.
    index('schedule_reprice_idx').on(table.repriceOn).where(sql`${table.repriceOn} is not null`),
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
    /** Inside the two above: what is no price of time, and so never comes back. Only a first period carries a fee. */
    feeMinor: moneyMinor('fee_minor').notNull().default(sql`0`),
    feeTaxMinor: moneyMinor('fee_tax_minor').notNull().default(sql`0`),
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
    check(
      'periods_fee_check',
      sql`${table.feeTaxMinor} between 0 and ${table.feeMinor} and ${table.feeMinor} <= ${table.priceMinor}`,
    ),
  ],
);

/**
 * A service whose next decision fails whatever is tried: it is left out of every sweep, so that it stops
 * no other, until staff have it tried again. Nothing is charged or cut meanwhile. A trigger keeps
 * `schedule.held` true while the row is here.
 */
export const parkedServices = pgTable(
  'parked_services',
  {
    serviceId: reference('service_id')
      .primaryKey()
      // A service that may be deleted takes the note about it along.
      .references(() => services.id, { onDelete: 'cascade' }),
    parkedAt: instant('parked_at').notNull(),
    /** What was being done: `sweep-recurrences`, `resume-after-credit`, … */
    job: text('job').notNull(),
    /** SQLSTATE, or the name of the error; never its text, which may quote anybody's data. */
    fault: text('fault').notNull(),
    /** Finds the log line. */
    errorId: text('error_id').notNull(),
    attempts: integer('attempts').notNull().default(1),
  },
  (table) => [index('parked_services_parked_at_idx').on(table.parkedAt, table.serviceId)],
);

/**
 * What one chunk of a sweep did, or that it failed: for staff to see. Chunks that found nothing leave no
 * row. The periods themselves are the truth; a sweep that was killed before it wrote this has decided all
 * the same.
 */
export const sweepRuns = pgTable(
  'sweep_runs',
  {
    id: idColumn(),
    part: text('part', { enum: sweepParts }).notNull(),
    startedAt: instant('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    decided: integer('decided').notNull(),
    allocated: integer('allocated').notNull(),
    withheld: integer('withheld').notNull(),
    inGrace: integer('in_grace').notNull().default(0),
    missed: integer('missed').notNull(),
    /** Services it set aside because their decision failed. */
    parked: integer('parked').notNull(),
    /** SQLSTATE, or the name of the error, when the chunk as a whole failed and will be tried again. */
    fault: text('fault'),
  },
  (table) => [
    check('sweep_runs_part_check', oneOf(table.part, sweepParts)),
    index('sweep_runs_started_at_idx').on(table.startedAt),
  ],
);
