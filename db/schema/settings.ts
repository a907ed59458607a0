import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { taxModes } from '../../lib/kit/words';
import { instant, moneyMinor } from '../columns';
import { oneOf } from '../one-of';

/** The operator's settings: exactly one row, written by staff with `settings.write`. */
export const settings = pgTable(
  'settings',
  {
    id: integer('id').primaryKey().default(1),
    operatorName: text('operator_name').notNull(),
    /** ISO 4217; fixed once money has moved, because stored minor units mean this currency. */
    currency: text('currency').notNull(),
    /** IANA zone in which days begin and recurrences are anchored. */
    timeZone: text('time_zone').notNull(),
    locale: text('locale').notNull().default('en'),
    taxMode: text('tax_mode', { enum: taxModes }).notNull().default('exclusive'),
    /** The floor of new wallets: a charge must leave at least this much. */
    minimumBalanceMinor: moneyMinor('minimum_balance_minor').notNull().default(sql`0`),
    topUpMinMinor: moneyMinor('top_up_min_minor').notNull(),
    topUpMaxMinor: moneyMinor('top_up_max_minor').notNull(),
    /** Manual credits and debits above this need a second person; null means never. */
    fourEyesAboveMinor: moneyMinor('four_eyes_above_minor'),
    selfSignUp: boolean('self_sign_up').notNull().default(false),
    /** Plans are also sold where no router serves the customer yet; they start once one does. */
    sellsAhead: boolean('sells_ahead').notNull().default(false),
    disputeStopsServices: boolean('dispute_stops_services').notNull().default(false),
    mapTileUrl: text('map_tile_url'),
    supportContact: text('support_contact').notNull().default(''),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check('settings_id_check', sql`${table.id} = 1`),
    check('settings_currency_check', sql`${table.currency} ~ '^[A-Z]{3}$'`),
    check('settings_tax_mode_check', oneOf(table.taxMode, taxModes)),
    check(
      'settings_top_up_check',
      sql`0 < ${table.topUpMinMinor} and ${table.topUpMinMinor} <= ${table.topUpMaxMinor}`,
    ),
  ],
);
