import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  pgTable,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { accountKinds, ownTransferKinds, transferKinds } from '../../lib/kit/ledger-words';
import { createdAt, idColumn, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';
import { users } from './identity';

/**
 * An account of the ledger. Wallets and postpaid accounts belong to a customer and cache their balance (credits minus
 * debits). The operator's accounts are summed from transfers and never updated in a customer's transaction, because
 * one hot row would cost most of the throughput. The operator has one of each kind for the wallets' currency, more for
 * the other currencies that Stripe settles in, and one for the cash of each person.
 */
export const accounts = pgTable(
  'accounts',
  {
    id: idColumn(),
    kind: text('kind', { enum: accountKinds }).notNull(),
    customerId: reference('customer_id'),
    /** The currency of an operator's account, if it is not the wallets' currency. */
    currency: text('currency'),
    /** Who has this cash in hand. */
    holderId: reference('holder_id').references(() => users.id),
    balanceMinor: moneyMinor('balance_minor').notNull().default(sql`0`),
    /**
     * A charge must leave at least this; null on accounts without a floor. An operator's account with a floor holds
     * money that can be counted: its debits minus its credits must leave at least this (db/sql/wallet.sql).
     */
    floorMinor: moneyMinor('floor_minor'),
    /** How far below the floor the wallet may be now: opened empty, or clawed back. Never grows by spending. */
    underFloorMinor: moneyMinor('under_floor_minor').notNull().default(sql`0`),
    version: integer('version').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    check('accounts_kind_check', oneOf(table.kind, accountKinds)),
    check(
      'accounts_customer_check',
      sql`(${table.kind} in ('wallet', 'postpaid')) = (${table.customerId} is not null)`,
    ),
    check('accounts_under_floor_check', sql`${table.underFloorMinor} >= 0`),
    check(
      'accounts_floor_check',
      sql`${table.floorMinor} is null or ${table.balanceMinor} >= ${table.floorMinor} - ${table.underFloorMinor}`,
    ),
    check(
      'accounts_wallet_floor_check',
      sql`case when ${table.kind} = 'cash' then true else (${table.kind} = 'wallet') = (${table.floorMinor} is not null) end`,
    ),
    check(
      'accounts_currency_check',
      sql`${table.currency} is null or (${table.customerId} is null and ${table.currency} ~ '^[A-Z]{3}$')`,
    ),
    check(
      'accounts_holder_check',
      sql`${table.holderId} is null or (${table.kind} = 'cash' and ${table.currency} is null)`,
    ),
    check(
      'accounts_operator_balance_check',
      sql`${table.customerId} is not null or ${table.balanceMinor} = 0`,
    ),
    uniqueIndex('accounts_customer_id_kind_key')
      .on(table.customerId, table.kind)
      .where(sql`customer_id is not null`),
    uniqueIndex('accounts_operator_kind_key')
      .on(table.kind, sql`coalesce(currency, '')`, sql`coalesce(holder_id, 0)`)
      .where(sql`customer_id is null`),
    index('accounts_wallet_balance_idx')
      .on(table.balanceMinor, table.id)
      .where(sql`kind = 'wallet'`),
  ],
);

/**
 * One movement from the debited to the credited account. Append-only (trigger and privileges); a correction is
 * another row. The legs of one movement (net and tax) share the cause key; (cause, leg) is unique, which makes every
 * repeat harmless. A trigger checks once per statement that both accounts exist (db/sql/wallet.sql); foreign keys
 * would cost a fifth of a renewal and lock the operator's rows. A movement between two of the operator's own accounts
 * has no customer, service or balance; the trigger refuses it if either account is a customer's.
 */
export const transfers = pgTable(
  'transfers',
  {
    id: idColumn(),
    causeKey: text('cause_key').notNull(),
    leg: smallint('leg').notNull().default(0),
    debitAccountId: reference('debit_account_id').notNull(),
    creditAccountId: reference('credit_account_id').notNull(),
    amountMinor: moneyMinor('amount_minor').notNull(),
    kind: text('kind', { enum: [...transferKinds, ...ownTransferKinds] }).notNull(),
    /** The customer account this row moved, and its balance right after this leg; null for the operator's own. */
    customerAccountId: reference('customer_account_id'),
    balanceAfterMinor: moneyMinor('balance_after_minor'),
    customerId: reference('customer_id'),
    serviceId: reference('service_id'),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    text: text('text').notNull().default(''),
  },
  (table) => [
    unique('transfers_cause_key_leg_key').on(table.causeKey, table.leg),
    check('transfers_amount_check', sql`${table.amountMinor} > 0`),
    check('transfers_accounts_check', sql`${table.debitAccountId} <> ${table.creditAccountId}`),
    check('transfers_kind_check', oneOf(table.kind, [...transferKinds, ...ownTransferKinds])),
    check(
      'transfers_customer_check',
      sql`case when ${table.customerAccountId} is null
        then ${table.customerId} is null and ${table.balanceAfterMinor} is null and ${table.serviceId} is null
          and ${oneOf(table.kind, ownTransferKinds)}
        else ${table.customerId} is not null and ${table.balanceAfterMinor} is not null
          and ${table.customerAccountId} in (${table.debitAccountId}, ${table.creditAccountId})
          and ${oneOf(table.kind, transferKinds)} end`,
    ),
    index('transfers_customer_account_id_idx').on(table.customerAccountId, table.id),
    // Charges of a service other than its periods, which record their own charge and are most of the rows.
    index('transfers_service_id_idx')
      .on(table.serviceId)
      .where(sql`service_id is not null and cause_key not like 'period:%'`),
    // What an operator's account holds, without the renewals, which are most of the rows.
    index('transfers_debit_account_id_idx').on(table.debitAccountId).where(sql`service_id is null`),
    index('transfers_credit_account_id_idx')
      .on(table.creditAccountId)
      .where(sql`service_id is null`),
    // Rows are inserted in chronological order, so a BRIN range also finds a day.
    index('transfers_at_idx').using('brin', table.at),
  ],
);
