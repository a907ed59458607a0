import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { allocationSources, counterKinds, heldReasons, heldStates } from '../../lib/kit/words';
import { oneOf } from '../checks';
import { bytesColumn, createdAt, idColumn, instant, reference } from '../columns';

/** `unreachable`: a poll failed. `late`: no poll for much longer than the interval. */
export const usageGapReasons = ['unreachable', 'late'] as const;

/**
 * A bucket of data granted to a service. Used in order of expiry; `used_bytes` may pass the grant of
 * the last bucket by what flowed between two polls.
 */
export const allocations = pgTable(
  'allocations',
  {
    id: idColumn(),
    serviceId: reference('service_id').notNull(),
    customerId: reference('customer_id').notNull(),
    source: text('source', { enum: allocationSources }).notNull(),
    /** The period that granted it; null for packs and staff grants. */
    periodIndex: integer('period_index'),
    orderId: uuid('order_id'),
    packId: reference('pack_id'),
    grantedBytes: bytesColumn('granted_bytes').notNull(),
    usedBytes: bytesColumn('used_bytes').notNull().default(sql`0`),
    startsAt: instant('starts_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    check('allocations_source_check', oneOf(table.source, allocationSources)),
    check('allocations_bytes_check', sql`${table.grantedBytes} > 0 and ${table.usedBytes} >= 0`),
    unique('allocations_service_id_period_index_key').on(
      table.serviceId,
      table.periodIndex,
      table.source,
    ),
    // Most come with a period and have no order: they cost the index nothing.
    uniqueIndex('allocations_order_id_key').on(table.orderId).where(sql`order_id is not null`),
    index('allocations_service_id_expires_at_idx').on(table.serviceId, table.expiresAt),
    index('allocations_expires_at_idx').on(table.expiresAt),
  ],
);

/**
 * One row per polled router, and the lock that makes its polls one after another. Counters are
 * cumulative, so a poll that is not later than `last_polled_at` is already booked.
 */
export const usagePollers = pgTable('usage_pollers', {
  routerId: reference('router_id').primaryKey(),
  /** The last poll that was booked, by our clock; null before the first. */
  lastPolledAt: instant('last_polled_at'),
  /** The kinds of counters it looked at: the first poll that reads another kind takes those as a start. */
  lastKinds: text('last_kinds', { enum: counterKinds }).array().notNull().default(sql`'{}'`),
  /** How long the router had run by then: tells time where our own clock was set back. */
  routerUptimeSeconds: integer('router_uptime_seconds'),
  /** Sessions seen by that poll, and how many of them no live service has the login of. */
  readingCount: integer('reading_count').notNull().default(0),
  unknownCount: integer('unknown_count').notNull().default(0),
});

/**
 * The counters of one session as the last poll saw them; the next poll books the difference. Logins
 * are lower-case; those of no service are kept too, so that a service which gets the login later
 * does not pay for what flowed before.
 */
export const usageCounters = pgTable(
  'usage_counters',
  {
    routerId: reference('router_id').notNull(),
    login: text('login').notNull(),
    /** Tells one session from the next; what it is made of is the reader's affair. */
    sessionKey: text('session_key').notNull(),
    downBytes: bytesColumn('down_bytes').notNull(),
    upBytes: bytesColumn('up_bytes').notNull(),
    polledAt: instant('polled_at').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'usage_counters_pk',
      columns: [table.routerId, table.login, table.sessionKey],
    }),
    check('usage_counters_bytes_check', sql`${table.downBytes} >= 0 and ${table.upBytes} >= 0`),
  ],
);

/**
 * What one service used on one business day of the operator. Element i of the arrays is the i-th
 * hour that elapsed since `starts_at` (00:00 local): 24 on most days, 23 or 25 when the clocks change,
 * so that every hour is shown once and none twice, whatever the zone did or the operator changes.
 */
export const usageDays = pgTable(
  'usage_days',
  {
    serviceId: reference('service_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    startsAt: instant('starts_at').notNull(),
    downHours: bigint('down_hours', { mode: 'bigint' }).array().notNull(),
    upHours: bigint('up_hours', { mode: 'bigint' }).array().notNull(),
    downBytes: bytesColumn('down_bytes').notNull(),
    upBytes: bytesColumn('up_bytes').notNull(),
  },
  (table) => [
    primaryKey({ name: 'usage_days_pk', columns: [table.serviceId, table.day] }),
    index('usage_days_day_idx').on(table.day),
  ],
);

/** What one service used in one calendar month of the operator; `month` is its first day. */
export const usageMonths = pgTable(
  'usage_months',
  {
    serviceId: reference('service_id').notNull(),
    month: date('month', { mode: 'string' }).notNull(),
    downBytes: bytesColumn('down_bytes').notNull(),
    upBytes: bytesColumn('up_bytes').notNull(),
  },
  (table) => [primaryKey({ name: 'usage_months_pk', columns: [table.serviceId, table.month] })],
);

/** What one service used in one turn of its recurrence. */
export const usagePeriods = pgTable(
  'usage_periods',
  {
    serviceId: reference('service_id').notNull(),
    periodIndex: integer('period_index').notNull(),
    downBytes: bytesColumn('down_bytes').notNull(),
    upBytes: bytesColumn('up_bytes').notNull(),
  },
  (table) => [
    primaryKey({ name: 'usage_periods_pk', columns: [table.serviceId, table.periodIndex] }),
  ],
);

/**
 * A time in which a router's counters were not read. What flowed meanwhile is booked by the first
 * poll after it, where the session survived; when it flowed is not known, so graphs show the gap.
 */
export const usageGaps = pgTable(
  'usage_gaps',
  {
    routerId: reference('router_id').notNull(),
    /** The last booked poll before it. */
    startsAt: instant('starts_at').notNull(),
    /** The first booked poll after it; null while it lasts. */
    endsAt: instant('ends_at'),
    reason: text('reason', { enum: usageGapReasons }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'usage_gaps_pk', columns: [table.routerId, table.startsAt] }),
    check('usage_gaps_reason_check', oneOf(table.reason, usageGapReasons)),
    check('usage_gaps_order_check', sql`${table.endsAt} >= ${table.startsAt}`),
  ],
);

/**
 * What a service used by one reading of a router's counters, and the rules doubt: more than its line
 * carries, or of unknown age. The counter has gone on, so these bytes are in no sum until staff book
 * them; `open` rows wait for that decision. Decided rows are kept for some time.
 */
export const usageHeldReadings = pgTable(
  'usage_held_readings',
  {
    id: idColumn(),
    routerId: reference('router_id').notNull(),
    serviceId: reference('service_id').notNull(),
    /** The counter it comes from. */
    login: text('login').notNull(),
    sessionKey: text('session_key').notNull(),
    /** Null where it is not known since when the bytes flowed. */
    fromAt: instant('from_at'),
    polledAt: instant('polled_at').notNull(),
    downBytes: bytesColumn('down_bytes').notNull(),
    upBytes: bytesColumn('up_bytes').notNull(),
    /** The most that would have been booked by itself; null where no bound was asked. */
    boundDownBytes: bytesColumn('bound_down_bytes'),
    boundUpBytes: bytesColumn('bound_up_bytes'),
    reason: text('reason', { enum: heldReasons }).notNull(),
    state: text('state', { enum: heldStates }).notNull().default('open'),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    decisionReason: text('decision_reason'),
  },
  (table) => [
    check('usage_held_readings_reason_check', oneOf(table.reason, heldReasons)),
    check('usage_held_readings_state_check', oneOf(table.state, heldStates)),
    check(
      'usage_held_readings_decided_check',
      sql`(${table.state} = 'open') = (${table.decidedAt} is null)`,
    ),
    check(
      'usage_held_readings_bytes_check',
      sql`${table.downBytes} >= 0 and ${table.upBytes} >= 0`,
    ),
    index('usage_held_readings_service_id_idx').on(table.serviceId, table.polledAt),
    index('usage_held_readings_open_idx').on(table.polledAt).where(sql`state = 'open'`),
  ],
);

/**
 * Terms a service has left, and when: what flowed before that is judged by them, not by those that
 * followed. Written by a trigger, so that no change of plan can forget it; kept for weeks.
 */
export const usagePastTerms = pgTable(
  'usage_past_terms',
  {
    serviceId: reference('service_id').notNull(),
    itemVersionId: reference('item_version_id').notNull(),
    endedAt: instant('ended_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'usage_past_terms_pk', columns: [table.serviceId, table.itemVersionId] }),
    index('usage_past_terms_ended_at_idx').on(table.endedAt),
  ],
);

/** The share of the data in force a customer was last told about; falls when data is granted. */
export const usageAlerts = pgTable(
  'usage_alerts',
  {
    serviceId: reference('service_id').primaryKey(),
    percent: smallint('percent').notNull(),
    /** When an alert was last sent; null when the row only remembers a level. */
    sentAt: instant('sent_at'),
  },
  (table) => [check('usage_alerts_percent_check', sql`${table.percent} between 0 and 100`)],
);
