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
import { accountKinds, transferKinds } from '../../lib/kit/words';
import { createdAt, idColumn, instant, moneyMinor, reference } from '../columns';
import { oneOf } from '../one-of';

/**
 * An account of the ledger. Wallets and postpaid accounts belong to a customer and cache their balance (credits minus
 * debits). The operator's accounts are summed from transfers and never updated in a customer's transaction, because
 * one hot row would cost most of the throughput.
 */
export const accounts = pgTable(
  'accounts',
  {
    id: idColumn(),
    kind: text('kind', { enum: accountKinds }).notNull(),
    customerId: reference('customer_id'),
    balanceMinor: moneyMinor('balance_minor').notNull().default(sql`0`),
    /** A charge must leave at least this; null on accounts without a floor. */
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
      sql`(${table.kind} = 'wallet') = (${table.floorMinor} is not null)`,
    ),
    check(
      'accounts_operator_balance_check',
      sql`${table.customerId} is not null or ${table.balanceMinor} = 0`,
    ),
    uniqueIndex('accounts_customer_id_kind_key')
      .on(table.customerId, table.kind)
      .where(sql`customer_id is not null`),
    uniqueIndex('accounts_operator_kind_key').on(table.kind).where(sql`customer_id is null`),
    index('accounts_wallet_balance_idx')
      .on(table.balanceMinor, table.id)
      .where(sql`kind = 'wallet'`),
  ],
);

/**
 * One movement from the debited to the credited account. Append-only (trigger and privileges); a correction is
 * another row. The legs of one movement (net and tax) share the cause key; (cause, leg) is unique, which makes every
 * repeat harmless. A trigger checks once per statement that both accounts exist (db/sql/wallet.sql); foreign keys
 * would cost a fifth of a renewal and lock the operator's rows.
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
    kind: text('kind', { enum: transferKinds }).notNull(),
    /** The customer account this row moved, and its balance right after this leg. */
    customerAccountId: reference('customer_account_id').notNull(),
    balanceAfterMinor: moneyMinor('balance_after_minor').notNull(),
    customerId: reference('customer_id').notNull(),
    serviceId: reference('service_id'),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    text: text('text').notNull().default(''),
  },
  (table) => [
    unique('transfers_cause_key_leg_key').on(table.causeKey, table.leg),
    check('transfers_amount_check', sql`${table.amountMinor} > 0`),
    check('transfers_accounts_check', sql`${table.debitAccountId} <> ${table.creditAccountId}`),
    check('transfers_kind_check', oneOf(table.kind, transferKinds)),
    index('transfers_customer_account_id_idx').on(table.customerAccountId, table.id),
    // Charges of a service other than its periods, which record their own charge and are most of the rows.
    index('transfers_service_id_idx')
      .on(table.serviceId)
      .where(sql`service_id is not null and cause_key not like 'period:%'`),
    // Rows are inserted in chronological order, so a BRIN range also finds a day.
    index('transfers_at_idx').using('brin', table.at),
  ],
);
