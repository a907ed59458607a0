import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import {
  intervalUnits,
  periodOutcomes,
  recurrenceModes,
  repairKinds,
  sweepParts,
} from '../../lib/kit/words';
import { bytesColumn, idColumn, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';
import { services } from './services';

/**
 * The next period of each recurring service: when it is due, for whom and at what price. One narrow row each, so that
 * a sweep of 100,000 reads and rewrites little. A trigger derives `held` from the service's holds; lib/recurrence
 * writes everything about the *next* period (price, tax, data) in advance.
 */
export const schedule = pgTable(
  'schedule',
  {
    serviceId: reference('service_id').primaryKey(),
    customerId: reference('customer_id').notNull(),
    /** The account that pays: the wallet (credit_based) or the postpaid account (one_off). */
    accountId: reference('account_id').notNull(),
    mode: text('mode', { enum: recurrenceModes }).notNull(),
    intervalCount: integer('interval_count').notNull(),
    intervalUnit: text('interval_unit', { enum: intervalUnits }).notNull(),
    /** Wall-clock anchor and zone of the recurrence; period i starts at anchor + (i - anchor_index) intervals. */
    anchorLocal: timestamp('anchor_local', { mode: 'string' }).notNull(),
    zone: text('zone').notNull(),
    anchorIndex: integer('anchor_index').notNull(),
    nextIndex: integer('next_index').notNull(),
    /** When the next period is decided: its start, or the end of the grace period while `in_grace`. */
    nextDue: instant('next_due').notNull(),
    /** The next period was due but short of credit; it is decided when credit arrives, or at `next_due`. */
    inGrace: boolean('in_grace').notNull().default(false),
    /**
     * When the service stood still during this grace, as disjoint spans in ISO instants. They are given back if the
     * period is paid, and dropped if it is not. Null without any.
     */
    graceBreaks: jsonb('grace_breaks').$type<{ since: string; until: string }[]>(),
    /** Gross price of the next period (what the customer pays), and the tax included. */
    priceMinor: moneyMinor('price_minor').notNull(),
    taxMinor: moneyMinor('tax_minor').notNull(),
    /**
     * How the part of both that pays for the period's time came about (`prices`). Null until the service is priced
     * again, if it was priced before prices were recorded.
     */
    priceId: reference('price_id'),
    /**
     * The business day from which the period is decided outside the sweep's statement, because a discount starts or
     * ends, other terms follow, or time of its grace is given back; null means never.
     */
    repriceOn: date('reprice_on', { mode: 'string' }),
    quotaBytes: bytesColumn('quota_bytes'),
    bonusBytes: bytesColumn('bonus_bytes'),
    rolloverPeriods: integer('rollover_periods').notNull().default(0),
    graceDays: integer('grace_days').notNull().default(0),
    priority: integer('priority').notNull(),
    /** The service must not renew now (any hold but `data_cap`, archived, or quarantined). */
    held: boolean('held').notNull().default(false),
  },
  (table) => [
    check('schedule_mode_check', oneOf(table.mode, recurrenceModes)),
    check('schedule_interval_unit_check', oneOf(table.intervalUnit, intervalUnits)),
    // With a zero or negative interval, counting periods would not terminate.
    check('schedule_interval_count_check', sql`${table.intervalCount} > 0`),
    check(
      'schedule_price_check',
      sql`0 <= ${table.taxMinor} and ${table.taxMinor} <= ${table.priceMinor}`,
    ),
    check('schedule_grace_breaks_check', sql`${table.graceBreaks} is null or ${table.inGrace}`),
    index('schedule_due_idx')
      .on(table.nextDue, table.accountId, table.serviceId)
      .where(sql`not held`),
    // Finds the few rows with a price change without scanning the many that are due.
    index('schedule_reprice_idx').on(table.repriceOn).where(sql`${table.repriceOn} is not null`),
  ],
);

/**
 * One period of a recurrence, and the line of its charge. The primary key guarantees exactly-once: the first writer of
 * (service, index) decides it, and later ones find it decided. A trigger keeps what was paid for: only the end moves.
 */
export const periods = pgTable(
  'periods',
  {
    serviceId: reference('service_id').notNull(),
    index: integer('index').notNull(),
    customerId: reference('customer_id').notNull(),
    startsAt: instant('starts_at').notNull(),
    /** Exclusive: periods follow each other without gap or overlap. */
    endsAt: instant('ends_at').notNull(),
    /** How far `ends_at` was moved because the service stood still; the rest of the span is the time that was sold. */
    stoodSeconds: integer('stood_seconds').notNull().default(0),
    outcome: text('outcome', { enum: periodOutcomes }).notNull(),
    /** `insufficient_credit`, `held`, `outage`; null when allocated. */
    reason: text('reason'),
    priceMinor: moneyMinor('price_minor').notNull(),
    taxMinor: moneyMinor('tax_minor').notNull(),
    /** The part of the two above that did not pay for time and is never refunded. Only a first period has a fee. */
    feeMinor: moneyMinor('fee_minor').notNull().default(sql`0`),
    feeTaxMinor: moneyMinor('fee_tax_minor').notNull().default(sql`0`),
    /** How the price without the fee came about (`prices`); null if it was not recorded, and on a missed period. */
    priceId: reference('price_id'),
    /**
     * Two meanings, by the outcome. Of an allocated part of a period: the seconds sold, and those of the whole that
     * `price_id` is for. Of a withheld period: the seconds that its grace served and nobody has paid yet, for the next
     * payment (`readDecided`). Null for a whole one, and without a grace.
     */
    partSeconds: integer('part_seconds'),
    partOfSeconds: integer('part_of_seconds'),
    /** Balance before the decision, to explain a withheld period; null without a credit check. */
    balanceSeenMinor: moneyMinor('balance_seen_minor'),
    grantedBytes: bytesColumn('granted_bytes'),
    decidedAt: instant('decided_at').notNull(),
    /** Set when a plan change or archiving ended it early. */
    endedEarlyAt: instant('ended_early_at'),
  },
  (table) => [
    primaryKey({ name: 'periods_pk', columns: [table.serviceId, table.index] }),
    check('periods_outcome_check', oneOf(table.outcome, periodOutcomes)),
    check('periods_order_check', sql`${table.startsAt} < ${table.endsAt}`),
    check('periods_stood_seconds_check', sql`${table.stoodSeconds} >= 0`),
    check(
      'periods_part_check',
      sql`(${table.partSeconds} is null) = (${table.partOfSeconds} is null) and ${table.partSeconds} between 0 and ${table.partOfSeconds}`,
    ),
    check(
      'periods_fee_check',
      sql`${table.feeTaxMinor} between 0 and ${table.feeMinor} and ${table.feeMinor} <= ${table.priceMinor}`,
    ),
  ],
);

/**
 * A service whose next decision keeps failing. It is quarantined: left out of every sweep, so that it does not block
 * others, until staff retry it. Nothing is charged or stopped meanwhile. A trigger keeps `schedule.held` true while
 * the row exists.
 */
export const parkedServices = pgTable(
  'parked_services',
  {
    serviceId: reference('service_id')
      .primaryKey()
      // Deleting a service deletes its row here.
      .references(() => services.id, { onDelete: 'cascade' }),
    parkedAt: instant('parked_at').notNull(),
    /** The job that failed: `sweep-recurrences`, `resume-after-credit`, … */
    job: text('job').notNull(),
    /** SQLSTATE or the error's name; never its text, which may quote personal data. */
    fault: text('fault').notNull(),
    /** Identifies the log line. */
    errorId: text('error_id').notNull(),
    attempts: integer('attempts').notNull().default(1),
  },
  (table) => [index('parked_services_parked_at_idx').on(table.parkedAt, table.serviceId)],
);

/**
 * The result of one chunk of a sweep, or its failure, for staff. Chunks without work leave no row. The periods are
 * authoritative; a sweep killed before writing this row has still made its decisions.
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
    /** Services quarantined because their decision failed. */
    parked: integer('parked').notNull(),
    /** SQLSTATE or the error's name if the whole chunk failed and will be retried. */
    fault: text('fault'),
  },
  (table) => [
    check('sweep_runs_part_check', oneOf(table.part, sweepParts)),
    index('sweep_runs_started_at_idx').on(table.startedAt),
  ],
);

/**
 * One repair by the recheck, written with it: something that a command or an event should have done and did not, so a
 * defect of the product. Append-only until it expires.
 */
export const repairs = pgTable(
  'repairs',
  {
    id: idColumn(),
    at: instant('at').notNull(),
    kind: text('kind', { enum: repairKinds }).notNull(),
    /** Null for an order of a new service. No foreign key: a repair outlives a deleted service. */
    serviceId: reference('service_id'),
  },
  (table) => [
    check('repairs_kind_check', oneOf(table.kind, repairKinds)),
    index('repairs_at_idx').on(table.at),
  ],
);
