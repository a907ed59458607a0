import { type SQL, sql } from 'drizzle-orm';
import {
  boolean,
  check,
  cidr,
  date,
  doublePrecision,
  index,
  inet,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { holdMask, offRouterMask } from '../../lib/kit/hold-masks';
import {
  accessMethods,
  discountKinds,
  holdBit,
  holdReasons,
  intervalUnits,
  ipv4Modes,
  recurrenceModes,
  scheduledChangeStates,
  serviceStatuses,
} from '../../lib/kit/words';
import { bytesColumn, createdAt, idColumn, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';
import { catalogItems, catalogItemVersions, sites } from './catalog';
import { customers } from './customers';
import { ipPools } from './network';
import { routers } from './routers';

const statusExpression: SQL = sql.raw(
  `case when archived_at is not null then 'archived' when holds & ${holdMask('pending')} <> 0 then 'pending' when holds & ${holdMask('stopped')} <> 0 then 'stopped' when holds & ${holdMask('disabled')} <> 0 then 'disabled' else 'active' end`,
);

/**
 * A catalogue item sold to one customer, with that customer's price, dates, network options and derived status.
 * `holds` mirrors service_holds, `desired_version` counts changes to what a router should have; triggers maintain
 * both (db/sql/services.sql), so that no command can forget them.
 */
export const services = pgTable(
  'services',
  {
    id: idColumn(),
    customerId: reference('customer_id')
      .notNull()
      .references(() => customers.id),
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    itemVersionId: reference('item_version_id')
      .notNull()
      .references(() => catalogItemVersions.id),
    /** Terms the next period uses; null keeps the current ones. */
    nextItemVersionId: reference('next_item_version_id').references(() => catalogItemVersions.id),
    /** Who chose them, and when; null if nothing is planned. */
    nextPlannedBy: text('next_planned_by'),
    nextPlannedAt: instant('next_planned_at'),
    /** Newer terms of its own plan that a planned change replaced: they are planned again if it is cancelled. */
    nextInsteadOfVersionId: reference('next_instead_of_version_id').references(
      () => catalogItemVersions.id,
    ),
    /** Listed fee of the planned change of plan: owed once the change happens, dropped if it is cancelled. */
    nextFeeMinor: moneyMinor('next_fee_minor').notNull().default(sql`0`),
    /** Listed fee of a completed change of plan, charged with the next paid period; 0 is none. */
    changeFeeMinor: moneyMinor('change_fee_minor').notNull().default(sql`0`),
    description: text('description').notNull().default(''),
    quantity: integer('quantity').notNull().default(1),
    unit: text('unit').notNull().default(''),
    /** Overrides the item's unit price; null uses the item's. */
    customPriceMinor: moneyMinor('custom_price_minor'),
    recurrenceMode: text('recurrence_mode', { enum: recurrenceModes }).notNull(),
    intervalCount: integer('interval_count'),
    intervalUnit: text('interval_unit', { enum: intervalUnits }),
    /** Business day in the operator's zone. */
    startDate: date('start_date', { mode: 'string' }).notNull(),
    /** Inclusive: it still works all that day. */
    endDate: date('end_date', { mode: 'string' }),
    /**
     * Seconds the end date was moved beyond the time given back, because it moves by whole days; the next break uses
     * them up first.
     */
    endDateSpareSeconds: integer('end_date_spare_seconds').notNull().default(0),
    /** Order of payment when credit is short; lower comes first. */
    priority: integer('priority').notNull().default(100),
    siteId: reference('site_id').references(() => sites.id),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    routerId: reference('router_id').references(() => routers.id),
    accessMethod: text('access_method', { enum: accessMethods }),
    login: text('login'),
    /** Encrypted; null uses the customer's service password. */
    passwordSealed: text('password_sealed'),
    ipv4Mode: text('ipv4_mode', { enum: ipv4Modes }).notNull().default('none'),
    ipv4Address: inet('ipv4_address'),
    ipv4PoolId: reference('ipv4_pool_id').references(() => ipPools.id),
    ipv6Prefix: cidr('ipv6_prefix'),
    macAddresses: text('mac_addresses').array().notNull().default(sql`'{}'`),
    portId: text('port_id'),
    waitsForServiceId: reference('waits_for_service_id'),
    holds: integer('holds').notNull().default(0),
    /** The plan's data is used up and its cap action is to throttle; the status stays Active. */
    throttled: boolean('throttled').notNull().default(false),
    archivedAt: instant('archived_at'),
    status: text('status', { enum: serviceStatuses }).generatedAlwaysAs(statusExpression),
    desiredVersion: bytesColumn('desired_version').notNull().default(sql`1`),
    /** The order that created it, so that a repeated execution finds it. */
    orderId: text('order_id'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check('services_quantity_check', sql`${table.quantity} between 1 and 100000`),
    check(
      'services_custom_price_check',
      sql`${table.customPriceMinor} is null or ${table.customPriceMinor} >= 0`,
    ),
    check(
      'services_change_fee_check',
      sql`${table.changeFeeMinor} >= 0 and ${table.nextFeeMinor} >= 0`,
    ),
    check('services_recurrence_mode_check', oneOf(table.recurrenceMode, recurrenceModes)),
    check(
      'services_dates_check',
      sql`${table.endDate} is null or ${table.endDate} >= ${table.startDate}`,
    ),
    check('services_end_date_spare_check', sql`${table.endDateSpareSeconds} >= 0`),
    check('services_access_method_check', oneOf(table.accessMethod, accessMethods)),
    check('services_ipv4_mode_check', oneOf(table.ipv4Mode, ipv4Modes)),
    check(
      'services_ipv4_address_check',
      sql`(${table.ipv4Mode} = 'permanent') = (${table.ipv4Address} is not null) and (${table.ipv4PoolId} is null or ${table.ipv4Mode} = 'dynamic')`,
    ),
    check(
      'services_interval_check',
      sql`(${table.intervalCount} is null) = (${table.intervalUnit} is null)`,
    ),
    check(
      'services_waits_for_check',
      sql`${table.waitsForServiceId} is null or ${table.waitsForServiceId} <> ${table.id}`,
    ),
    uniqueIndex('services_login_live_key')
      .on(sql`lower(${table.login})`)
      .where(sql`archived_at is null and holds & ${sql.raw(String(offRouterMask()))} = 0`),
    uniqueIndex('services_ipv4_address_live_key')
      .on(table.ipv4Address)
      .where(sql`archived_at is null`),
    unique('services_order_id_key').on(table.orderId),
    index('services_customer_id_idx').on(table.customerId, table.id),
    index('services_router_id_idx').on(table.routerId, table.id),
    index('services_item_id_idx').on(table.itemId, table.status),
    index('services_status_id_idx').on(table.status, table.id),
    index('services_waits_for_idx')
      .on(table.waitsForServiceId)
      .where(sql`waits_for_service_id is not null`),
    // Lists the few services that change with their next period without scanning the rest.
    index('services_next_item_version_idx')
      .on(table.id)
      .where(sql`next_item_version_id is not null`),
    index('services_end_date_idx')
      .on(table.endDate)
      .where(
        sql`end_date is not null and archived_at is null and holds & ${sql.raw(String(holdBit('ended')))} = 0`,
      ),
  ],
);

/** One row: one reason why one service must not run now. `services.holds` mirrors it by trigger. */
export const serviceHolds = pgTable(
  'service_holds',
  {
    serviceId: reference('service_id')
      .notNull()
      .references(() => services.id),
    reason: text('reason', { enum: holdReasons }).notNull(),
    since: instant('since').notNull(),
    actor: text('actor').notNull(),
    note: text('note'),
    /** Business day on which the hold is lifted automatically (a pause); null means when its cause ends. */
    until: date('until', { mode: 'string' }),
  },
  (table) => [
    primaryKey({ name: 'service_holds_pk', columns: [table.serviceId, table.reason] }),
    check('service_holds_reason_check', oneOf(table.reason, holdReasons)),
    // Finds the few services waiting to be connected, every minute.
    index('service_holds_not_connected_idx')
      .on(table.serviceId)
      .where(sql`reason = 'not_connected'`),
    // The same for services that their router refused.
    index('service_holds_router_refused_idx')
      .on(table.serviceId)
      .where(sql`reason = 'router_refused'`),
    index('service_holds_until_idx').on(table.until).where(sql`until is not null`),
  ],
);

/** Customer networks behind a service, routed to it by the router; no two overlap. */
export const serviceNetworks = pgTable(
  'service_networks',
  {
    serviceId: reference('service_id')
      .notNull()
      .references(() => services.id),
    network: cidr('network').notNull(),
  },
  (table) => [
    primaryKey({ name: 'service_networks_pk', columns: [table.serviceId, table.network] }),
  ],
);

/** A discount on a service's price between two days; only the largest applies, plus those marked stackable. */
export const serviceDiscounts = pgTable(
  'service_discounts',
  {
    id: idColumn(),
    serviceId: reference('service_id')
      .notNull()
      .references(() => services.id),
    kind: text('kind', { enum: discountKinds }).notNull(),
    percentPpm: integer('percent_ppm'),
    amountMinor: moneyMinor('amount_minor'),
    startDate: date('start_date', { mode: 'string' }).notNull(),
    endDate: date('end_date', { mode: 'string' }),
    text: text('text').notNull().default(''),
    stackable: boolean('stackable').notNull().default(false),
  },
  (table) => [
    check(
      'service_discounts_value_check',
      sql`(${table.kind} = 'percent' and ${table.percentPpm} between 1 and 1000000 and ${table.amountMinor} is null) or (${table.kind} = 'fixed' and ${table.amountMinor} > 0 and ${table.percentPpm} is null)`,
    ),
    check(
      'service_discounts_dates_check',
      sql`${table.endDate} is null or ${table.endDate} >= ${table.startDate}`,
    ),
    index('service_discounts_service_id_idx').on(table.serviceId),
  ],
);

/** Every change of a service: who, when, why, before, after. Append-only. */
export const serviceHistory = pgTable(
  'service_history',
  {
    id: idColumn(),
    serviceId: reference('service_id').notNull(),
    customerId: reference('customer_id').notNull(),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    /** `created`, `hold_set`, `hold_lifted`, `changed`, `plan_changed`, `archived`, … */
    action: text('action').notNull(),
    /** The hold the row is about, or null. */
    hold: text('hold'),
    before: jsonb('before'),
    after: jsonb('after'),
    reason: text('reason'),
  },
  (table) => [
    index('service_history_service_id_idx').on(table.serviceId, table.id),
    index('service_history_customer_id_idx').on(table.customerId, table.id),
  ],
);

/** A change that takes effect at 00:00 of its day in the operator's zone; no money moves before that. */
export const scheduledChanges = pgTable(
  'scheduled_changes',
  {
    id: idColumn(),
    serviceId: reference('service_id')
      .notNull()
      .references(() => services.id),
    customerId: reference('customer_id').notNull(),
    effectiveDate: date('effective_date', { mode: 'string' }).notNull(),
    /** One of `scheduledChangeKinds`, which determines the shape of `payload`. */
    kind: text('kind').notNull(),
    payload: jsonb('payload').notNull(),
    state: text('state', { enum: scheduledChangeStates }).notNull().default('pending'),
    actor: text('actor').notNull(),
    createdAt: createdAt(),
    settledAt: instant('settled_at'),
    failure: text('failure'),
    /** When a defect first kept it from being applied; it is tried again with each run. */
    defectSince: instant('defect_since'),
  },
  (table) => [
    check('scheduled_changes_state_check', oneOf(table.state, scheduledChangeStates)),
    index('scheduled_changes_due_idx')
      .on(table.effectiveDate, table.id)
      .where(sql`state = 'pending'`),
    index('scheduled_changes_service_id_idx').on(table.serviceId, table.id),
  ],
);
