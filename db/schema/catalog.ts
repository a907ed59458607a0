import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { unusedMeasures } from '../../lib/kit/charge-words';
import {
  capActions,
  capDirections,
  intervalUnits,
  itemFileKinds,
  itemKinds,
  itemStatuses,
  planChangeMoments,
  recurrenceModes,
} from '../../lib/kit/words';
import { binaryColumn, bytesColumn, createdAt, idColumn, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';

/** A location (POP, town, estate) that items, customers and routers can belong to. */
export const sites = pgTable(
  'sites',
  {
    id: idColumn(),
    name: text('name').notNull(),
    address: text('address').notNull().default(''),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    createdAt: createdAt(),
  },
  (table) => [unique('sites_name_key').on(table.name)],
);

export const catalogCategories = pgTable(
  'catalog_categories',
  {
    id: idColumn(),
    name: text('name').notNull(),
    position: integer('position').notNull().default(0),
  },
  (table) => [unique('catalog_categories_name_key').on(table.name)],
);

/** A product for sale. Its price and terms are in its versions; new sales use the current one. */
export const catalogItems = pgTable(
  'catalog_items',
  {
    id: idColumn(),
    name: text('name').notNull(),
    kind: text('kind', { enum: itemKinds }).notNull(),
    status: text('status', { enum: itemStatuses }).notNull(),
    categoryId: reference('category_id').references(() => catalogCategories.id),
    /** Null only between inserting the item and its first version, in one transaction. */
    currentVersionId: reference('current_version_id').references(
      (): AnyPgColumn => catalogItemVersions.id,
    ),
    createdAt: createdAt(),
  },
  (table) => [
    check('catalog_items_kind_check', oneOf(table.kind, itemKinds)),
    check('catalog_items_status_check', oneOf(table.status, itemStatuses)),
    check('catalog_items_name_check', sql`length(${table.name}) between 1 and 120`),
    unique('catalog_items_name_key').on(table.name),
    index('catalog_items_category_id_idx').on(table.categoryId),
  ],
);

/**
 * The terms of an item at one time; immutable once a service refers to them. A change of price or limits creates the
 * next version; which existing services get it, and when, is a separate choice.
 */
export const catalogItemVersions = pgTable(
  'catalog_item_versions',
  {
    id: idColumn(),
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    version: integer('version').notNull(),
    description: text('description').notNull().default(''),
    /** `[{label, value}]`, in display order. */
    specification: jsonb('specification')
      .$type<{ label: string; value: string }[]>()
      .notNull()
      .default([]),
    specificationText: text('specification_text').notNull().default(''),
    unit: text('unit').notNull().default(''),
    /** Per pay period and unit; with or without tax according to the operator's setting. */
    unitPriceMinor: moneyMinor('unit_price_minor').notNull(),
    /** Parts per million: 19 % is 190000. */
    taxRatePpm: integer('tax_rate_ppm').notNull().default(0),
    activationFeeMinor: moneyMinor('activation_fee_minor').notNull().default(sql`0`),
    recurrenceMode: text('recurrence_mode', { enum: recurrenceModes }).notNull(),
    /** Null together with the unit: charged once, without an end. */
    intervalCount: integer('interval_count'),
    intervalUnit: text('interval_unit', { enum: intervalUnits }),
    /** Bits per second; null keeps the router profile's own. */
    downBitsPerSecond: bytesColumn('down_bits_per_second'),
    upBitsPerSecond: bytesColumn('up_bits_per_second'),
    burstDownBitsPerSecond: bytesColumn('burst_down_bits_per_second'),
    burstUpBitsPerSecond: bytesColumn('burst_up_bits_per_second'),
    burstSeconds: integer('burst_seconds'),
    /** RouterOS queue priority, 1 (highest) to 8. */
    priority: integer('priority').notNull().default(8),
    /** Bytes per period; null is unlimited, and then only the paid time renews. */
    dataLimitBytes: bytesColumn('data_limit_bytes'),
    capDirection: text('cap_direction', { enum: capDirections }).notNull().default('both'),
    capAction: text('cap_action', { enum: capActions }).notNull().default('block'),
    slowDownBitsPerSecond: bytesColumn('slow_down_bits_per_second'),
    slowUpBitsPerSecond: bytesColumn('slow_up_bits_per_second'),
    /** For how many further periods unused data stays valid. */
    rolloverPeriods: integer('rollover_periods').notNull().default(0),
    /** Bytes granted in addition to the limit with every period; they expire with it, even if the rest rolls over. */
    bonusDataBytes: bytesColumn('bonus_data_bytes'),
    /** Days a credit-based service keeps running unpaid after it was due; 0 stops it at once. */
    graceDays: integer('grace_days').notNull().default(0),
    routerProfile: text('router_profile'),
    /** After a stop for lack of credit: false starts a new period then, true keeps the old dates and prorates. */
    keepAnchor: boolean('keep_anchor').notNull().default(false),
    changeMoment: text('change_moment', { enum: planChangeMoments }).notNull().default('either'),
    changeFeeUpMinor: moneyMinor('change_fee_up_minor').notNull().default(sql`0`),
    changeFeeDownMinor: moneyMinor('change_fee_down_minor').notNull().default(sql`0`),
    /** Whether the unused part of the period is refunded when a subscriber leaves this plan at once. */
    refundsUnused: boolean('refunds_unused').notNull().default(true),
    /** How that unused part is measured. */
    unusedBy: text('unused_by', { enum: unusedMeasures }).notNull().default('time'),
    pausesPerYearMax: integer('pauses_per_year_max').notNull().default(0),
    pauseDaysMax: integer('pause_days_max').notNull().default(0),
    createdAt: createdAt(),
    createdByUserId: reference('created_by_user_id'),
  },
  (table) => [
    unique('catalog_item_versions_item_id_version_key').on(table.itemId, table.version),
    check(
      'catalog_item_versions_price_check',
      sql`${table.unitPriceMinor} >= 0 and ${table.activationFeeMinor} >= 0`,
    ),
    check('catalog_item_versions_tax_check', sql`${table.taxRatePpm} between 0 and 1000000`),
    check(
      'catalog_item_versions_recurrence_mode_check',
      oneOf(table.recurrenceMode, recurrenceModes),
    ),
    check(
      'catalog_item_versions_interval_check',
      sql`(${table.intervalCount} is null) = (${table.intervalUnit} is null) and (${table.intervalCount} is null or ${table.intervalCount} between 1 and 366) and (${table.recurrenceMode} = 'none' or ${table.intervalCount} is not null)`,
    ),
    check(
      'catalog_item_versions_data_limit_check',
      sql`${table.dataLimitBytes} is null or ${table.dataLimitBytes} > 0`,
    ),
    check('catalog_item_versions_cap_direction_check', oneOf(table.capDirection, capDirections)),
    check('catalog_item_versions_cap_action_check', oneOf(table.capAction, capActions)),
    check(
      'catalog_item_versions_change_moment_check',
      oneOf(table.changeMoment, planChangeMoments),
    ),
    check('catalog_item_versions_priority_check', sql`${table.priority} between 1 and 8`),
    check(
      'catalog_item_versions_rollover_periods_check',
      sql`${table.rolloverPeriods} between 0 and 24`,
    ),
    check(
      'catalog_item_versions_bonus_data_check',
      sql`${table.bonusDataBytes} is null or (${table.bonusDataBytes} > 0 and ${table.dataLimitBytes} is not null)`,
    ),
    check('catalog_item_versions_unused_by_check', oneOf(table.unusedBy, unusedMeasures)),
    check('catalog_item_versions_grace_days_check', sql`${table.graceDays} between 0 and 30`),
  ],
);

/** Where an item is sold; no row means everywhere. */
export const catalogItemSites = pgTable(
  'catalog_item_sites',
  {
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    siteId: reference('site_id')
      .notNull()
      .references(() => sites.id),
  },
  (table) => [primaryKey({ name: 'catalog_item_sites_pk', columns: [table.itemId, table.siteId] })],
);

/** Who an item is sold to: customers with a label, or single customers; no row means everyone. */
export const catalogItemAssignments = pgTable(
  'catalog_item_assignments',
  {
    id: idColumn(),
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    label: text('label'),
    customerId: reference('customer_id'),
  },
  (table) => [
    check(
      'catalog_item_assignments_target_check',
      sql`num_nonnulls(${table.label}, ${table.customerId}) = 1`,
    ),
    unique('catalog_item_assignments_key')
      .on(table.itemId, table.label, table.customerId)
      .nullsNotDistinct(),
  ],
);

/** An extra data allocation a subscriber can buy while on the plan. */
export const packs = pgTable(
  'packs',
  {
    id: idColumn(),
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    name: text('name').notNull(),
    dataBytes: bytesColumn('data_bytes').notNull(),
    priceMinor: moneyMinor('price_minor').notNull(),
    /** Days the data stays valid; null expires it with the current period. */
    validDays: integer('valid_days'),
    perPeriodMax: integer('per_period_max'),
    status: text('status', { enum: itemStatuses }).notNull().default('active'),
  },
  (table) => [
    unique('packs_item_id_name_key').on(table.itemId, table.name),
    check('packs_values_check', sql`${table.dataBytes} > 0 and ${table.priceMinor} >= 0`),
    check('packs_status_check', oneOf(table.status, itemStatuses)),
  ],
);

/** Plans a subscriber may change to themselves; no row for a plan means every plan they may buy. */
export const planTargets = pgTable(
  'plan_targets',
  {
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    targetItemId: reference('target_item_id')
      .notNull()
      .references(() => catalogItems.id),
  },
  (table) => [primaryKey({ name: 'plan_targets_pk', columns: [table.itemId, table.targetItemId] })],
);

/**
 * An item's image or datasheet, stored in the database so that it is available on every host; images are re-encoded
 * first.
 */
export const catalogFiles = pgTable(
  'catalog_files',
  {
    /** New with every upload, so that a URL always means the same bytes. */
    id: uuid('id').primaryKey(),
    itemId: reference('item_id')
      .notNull()
      .references(() => catalogItems.id),
    kind: text('kind', { enum: itemFileKinds }).notNull(),
    mediaType: text('media_type').notNull(),
    content: binaryColumn('content').notNull(),
    createdAt: createdAt(),
    createdByUserId: reference('created_by_user_id'),
  },
  (table) => [
    unique('catalog_files_item_id_kind_key').on(table.itemId, table.kind),
    check('catalog_files_kind_check', oneOf(table.kind, itemFileKinds)),
    check('catalog_files_size_check', sql`octet_length(${table.content}) between 1 and 8000000`),
  ],
);
