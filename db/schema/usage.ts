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
import { bytesColumn, createdAt, idColumn, instant, reference } from '../columns';
import { oneOf } from '../one-of';

/** `unreachable`: a poll failed. `late`: no poll for much longer than the interval. */
export const usageGapReasons = ['unreachable', 'late'] as const;

/**
 * Data granted to a service. Used in order of expiry; `used_bytes` of the last one may exceed its grant by the
 * traffic between two polls.
 */
export const allocations = pgTable(
  'allocations',
  {
    id: idColumn(),
    serviceId: reference('service_id').notNull(),
    customerId: reference('customer_id').notNull(),
    source: text('source', { enum: allocationSources }).notNull(),
    /** The period that granted it; null for packs and grants by staff. */
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
    // Most come with a period and have no order, so they are left out of the index.
    uniqueIndex('allocations_order_id_key').on(table.orderId).where(sql`order_id is not null`),
    index('allocations_service_id_expires_at_idx').on(table.serviceId, table.expiresAt),
    index('allocations_expires_at_idx').on(table.expiresAt),
  ],
);

/**
 * One row per polled router, whose lock serialises its polls. Counters are cumulative, so a poll that is not later
 * than `last_polled_at` is already booked.
 */
export const usagePollers = pgTable('usage_pollers', {
  routerId: reference('router_id').primaryKey(),
  /** The last poll that was booked, by our clock; null before the first. */
  lastPolledAt: instant('last_polled_at'),
  /** The kinds of counters it read: the first poll of another kind only sets their start. */
  lastKinds: text('last_kinds', { enum: counterKinds }).array().notNull().default(sql`'{}'`),
  /** The router's uptime at that poll: measures time when our own clock was set back. */
  routerUptimeSeconds: integer('router_uptime_seconds'),
  /** Sessions seen by that poll, and how many have a login of no live service. */
  readingCount: integer('reading_count').notNull().default(0),
  unknownCount: integer('unknown_count').notNull().default(0),
});

/**
 * The counters of one session as the last poll saw them; the next poll books the difference. Logins are lower-case;
 * those of no service are kept too, so that a service which gets the login later is not charged for earlier traffic.
 */
export const usageCounters = pgTable(
  'usage_counters',
  {
    routerId: reference('router_id').notNull(),
    login: text('login').notNull(),
    /** Distinguishes consecutive sessions; its format is up to the reader. */
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
 * The usage of one service on one business day of the operator. Element i of the arrays is the i-th hour elapsed
 * since `starts_at` (00:00 local): 24 on most days, 23 or 25 on DST changes, so that every hour is shown exactly
 * once, even if the zone changes.
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

/** The usage of one service in one calendar month of the operator; `month` is its first day. */
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

/** The usage of one service in one period of its recurrence. */
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
 * A time in which a router's counters were not read. Traffic of sessions that survived it is booked by the first poll
 * afterwards; its distribution is unknown, so graphs show the gap.
 */
export const usageGaps = pgTable(
  'usage_gaps',
  {
    routerId: reference('router_id').notNull(),
    /** The last booked poll before it. */
    startsAt: instant('starts_at').notNull(),
    /** The first booked poll after it; null while it is open. */
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
 * Usage of a service in one reading of a router's counters that the rules doubt: more than its line carries, or of
 * unknown age. The counter has moved on, so no total contains these bytes until staff book them; `open` rows wait for
 * that decision. Decided rows are kept for some time.
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
    /** Null if the start of the usage is unknown. */
    fromAt: instant('from_at'),
    polledAt: instant('polled_at').notNull(),
    downBytes: bytesColumn('down_bytes').notNull(),
    upBytes: bytesColumn('up_bytes').notNull(),
    /** The most that would have been booked automatically; null if there was no bound. */
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
 * Former terms of a service, and when they ended: earlier traffic is checked against them. Written by a trigger, so
 * that no change of plan can forget it; kept for weeks.
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

/** The threshold a customer was last alerted about; lowered when data is granted. */
export const usageAlerts = pgTable(
  'usage_alerts',
  {
    serviceId: reference('service_id').primaryKey(),
    percent: smallint('percent').notNull(),
    /** When an alert was last sent; null if the row only stores a level. */
    sentAt: instant('sent_at'),
  },
  (table) => [check('usage_alerts_percent_check', sql`${table.percent} between 0 and 100`)],
);
