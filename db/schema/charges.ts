import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { chargeLineKinds, givesBackWays } from '../../lib/kit/charge-words';
import { taxModes } from '../../lib/kit/words';
import { bytesColumn, idColumn, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';

/** A discount in force: a percentage or a fixed amount, and what it took off. Amounts as digits. */
export type StoredDiscount = { worthMinor: string } & (
  | { kind: 'percent'; percentPpm: number }
  | { kind: 'fixed'; amountMinor: string }
);

/**
 * How one amount came about: append-only, and shared by all charges that came about in the same way, so that 100,000
 * services need few rows. Written when a service is priced, so that a renewal only copies the id.
 */
export const prices = pgTable(
  'prices',
  {
    id: idColumn(),
    /** Null for a price that no item version has: a pack, or the fee of a plan change. */
    itemVersionId: reference('item_version_id'),
    quantity: integer('quantity').notNull(),
    unitPriceMinor: moneyMinor('unit_price_minor').notNull(),
    /** The unit price was agreed for the service. */
    isCustom: boolean('is_custom').notNull(),
    listMinor: moneyMinor('list_minor').notNull(),
    discounts: jsonb('discounts').$type<StoredDiscount[]>().notNull(),
    discountMinor: moneyMinor('discount_minor').notNull(),
    netMinor: moneyMinor('net_minor').notNull(),
    taxRatePpm: integer('tax_rate_ppm').notNull(),
    taxMode: text('tax_mode', { enum: taxModes }).notNull(),
    taxMinor: moneyMinor('tax_minor').notNull(),
    grossMinor: moneyMinor('gross_minor').notNull(),
    givesBack: text('gives_back', { enum: givesBackWays }).notNull(),
  },
  (table) => [
    check('prices_tax_mode_check', oneOf(table.taxMode, taxModes)),
    check('prices_gives_back_check', oneOf(table.givesBack, givesBackWays)),
    check(
      'prices_list_check',
      sql`${table.listMinor} = ${table.unitPriceMinor} * ${table.quantity}`,
    ),
    check('prices_discount_check', sql`${table.discountMinor} between 0 and ${table.listMinor}`),
    check(
      'prices_gross_check',
      sql`${table.grossMinor} = ${table.netMinor} + ${table.taxMinor} and ${table.taxMinor} >= 0
        and ${table.listMinor} - ${table.discountMinor}
          = case ${table.taxMode} when 'exclusive' then ${table.netMinor} else ${table.grossMinor} end`,
    ),
    // Finds an equal price. Not unique: a customer's transaction would wait for another's that prices the same plan for
    // the first time. Two at once write the same price twice.
    index('prices_unit_price_minor_gross_minor_idx').on(
      table.unitPriceMinor,
      table.grossMinor,
      table.itemVersionId,
    ),
  ],
);

/**
 * One line of what a customer was charged or credited for. Append-only; a correction is another line. Written with the
 * transfers of the same cause, which add up to the same (db/sql/charges.sql). A period's row is its own line, and so is
 * the transfer of an amount entered by hand, which has no price.
 */
export const chargeLines = pgTable(
  'charge_lines',
  {
    id: idColumn(),
    /** As on the transfers. */
    causeKey: text('cause_key').notNull(),
    line: smallint('line').notNull(),
    what: text('what', { enum: chargeLineKinds }).notNull(),
    /** The account that paid, or that the money returned to. */
    accountId: reference('account_id').notNull(),
    customerId: reference('customer_id').notNull(),
    serviceId: reference('service_id').notNull(),
    orderId: uuid('order_id'),
    /** Null for the unused part of a period that was charged before prices were recorded. */
    priceId: reference('price_id'),
    /** What the amount is for in time, where that is known. */
    startsAt: instant('starts_at'),
    endsAt: instant('ends_at'),
    /** Negative for what the customer gets back. */
    netMinor: moneyMinor('net_minor').notNull(),
    taxMinor: moneyMinor('tax_minor').notNull(),
    grossMinor: moneyMinor('gross_minor').notNull().generatedAlwaysAs(sql`net_minor + tax_minor`),
    /** Of unused credit: the index of the service's period that it gives back a part of. */
    periodIndex: integer('period_index'),
    /** Which part of that period was unused, in the unit that decided it. */
    part: bytesColumn('part'),
    partOf: bytesColumn('part_of'),
    partUnit: text('part_unit', { enum: ['seconds', 'bytes'] }),
    at: instant('at').notNull(),
  },
  (table) => [
    unique('charge_lines_cause_key_line_key').on(table.causeKey, table.line),
    check('charge_lines_what_check', oneOf(table.what, chargeLineKinds)),
    check(
      'charge_lines_sign_check',
      sql`case ${table.what} when 'unused_credit' then ${table.netMinor} <= 0 and ${table.taxMinor} <= 0
        else ${table.netMinor} >= 0 and ${table.taxMinor} >= 0 end`,
    ),
    check('charge_lines_amount_check', sql`${table.grossMinor} <> 0`),
    check(
      'charge_lines_period_index_check',
      sql`(${table.what} = 'unused_credit') = (${table.periodIndex} is not null)`,
    ),
    check(
      'charge_lines_part_check',
      sql`(${table.what} = 'unused_credit') = (${table.part} is not null and ${table.partOf} is not null
        and ${table.partUnit} is not null)
        and ${table.part} between 0 and ${table.partOf} and ${table.partUnit} in ('seconds', 'bytes')`,
    ),
    check(
      'charge_lines_price_id_check',
      sql`${table.priceId} is not null or ${table.what} = 'unused_credit'`,
    ),
    index('charge_lines_account_id_idx').on(table.accountId, table.id),
    index('charge_lines_service_id_idx').on(table.serviceId, table.periodIndex),
  ],
);
