import { and, eq, gte, lt, sql } from 'drizzle-orm';
import { statements, topUpRefunds, topUps } from '@/db/schema/payments';
import { accounts, transfers } from '@/db/schema/wallet';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { LineView } from '@/lib/charges/line-view';
import { listLines } from '@/lib/charges/lookups';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import type { TransferKind } from '@/lib/kit/ledger-words';
import { startOfLocalDay } from '@/lib/kit/time';
import { readParties } from '@/lib/payments/lookups/parties';
import {
  IssuedParties,
  isMonth,
  monthAfter,
  type PaperParties,
  receiptNumberText,
  statementNumberText,
} from '@/lib/payments/rules/receipt';

/** The receipt of a paid top-up, with the parties as issued. Amounts in minor units of `amount.currency`. */
export type Receipt = PaperParties & {
  topUpId: string;
  number: string;
  paidAt: Date;
  amount: { minor: bigint; currency: string };
  description: string;
  /** Refunded so far. */
  refundedMinor: bigint;
};

/**
 * @throws DomainError `not-found`, also for another customer's top-up; `invalid-state` when it is not paid
 */
export async function getReceipt(ctx: Ctx, topUpId: string): Promise<Receipt> {
  const [row] = await readDb(ctx)
    .select({
      customerId: topUps.customerId,
      amountMinor: topUps.amountMinor,
      currency: topUps.currency,
      description: topUps.description,
      paidAt: topUps.paidAt,
      receiptNumber: topUps.receiptNumber,
      receiptParties: topUps.receiptParties,
    })
    .from(topUps)
    .where(eq(topUps.id, topUpId));
  const { customerId, amountMinor, currency, description, paidAt, receiptNumber, receiptParties } =
    found(row);
  requireCustomerAccess(ctx, customerId, 'payments.read');
  if (paidAt === null || receiptNumber === null) refuse('invalid-state', 'receipt_not_paid');
  return {
    ...(await partiesOf(ctx, customerId, receiptParties)),
    topUpId,
    number: receiptNumberText(receiptNumber),
    paidAt,
    amount: { minor: amountMinor, currency },
    description,
    refundedMinor: await refundedOf(ctx, topUpId),
  };
}

/** Returns the parties as issued. What was not kept, or belonged to an erased person, is as it is now. */
async function partiesOf(ctx: Ctx, customerId: number, issued: unknown): Promise<PaperParties> {
  const present = { ...(await readParties(ctx, customerId)), customerId };
  const printed = IssuedParties.parse({ ...present, ...Object(issued) });
  return { ...printed, customerId: printed.customerId ?? customerId };
}

async function refundedOf(ctx: Ctx, topUpId: string): Promise<bigint> {
  const [row] = await readDb(ctx)
    .select({ sum: sql<string>`coalesce(sum(${topUpRefunds.amountMinor}), 0)::text` })
    .from(topUpRefunds)
    .where(and(eq(topUpRefunds.topUpId, topUpId), eq(topUpRefunds.status, 'succeeded')));
  return BigInt(row?.sum ?? '0');
}

/** One movement of a statement with all its legs, signed as the customer sees it. */
export type StatementLine = {
  at: Date;
  account: 'wallet' | 'postpaid';
  kind: TransferKind;
  text: string;
  /** Minor units, tax included. */
  amountMinor: bigint;
  taxMinor: bigint;
  balanceAfterMinor: bigint;
  /** What the amount is for and how it came about; empty for payments and amounts entered by hand. */
  parts: LineView[];
};

export type Statement = PaperParties & {
  number: string;
  /** Null for a preview, whose parties are the present ones. */
  issuedAt: Date | null;
  /** `YYYY-MM` in the operator's time zone. */
  month: string;
  lines: StatementLine[];
  /** Balance of the wallet. */
  openingMinor: bigint;
  closingMinor: bigint;
};

/** More than any household's movements in a month; a larger month is rejected rather than truncated. */
const LINES_MAX = 5_000;

/**
 * Returns the movements of a customer's accounts in one month of the operator's calendar, oldest first. The parties
 * are as issued; a statement that is not issued is a preview.
 * @throws DomainError `not-found` | `forbidden` | `invalid-input` | `limit`
 */
export async function getStatement(
  ctx: Ctx,
  { customerId, month }: { customerId: number; month: string },
): Promise<Statement> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  if (!isMonth(month)) refuse('invalid-input', 'month_invalid');
  const [issued] = await readDb(ctx)
    .select({ at: statements.issuedAt, parties: statements.parties })
    .from(statements)
    .where(and(eq(statements.customerId, customerId), eq(statements.month, month)));
  const parties = await partiesOf(ctx, customerId, issued?.parties);
  const from = startOfLocalDay(`${month}-01`, parties.timeZone);
  const until = startOfLocalDay(`${monthAfter(month)}-01`, parties.timeZone);
  const lines = await listMovements(ctx, { customerId, from, until });
  if (lines.length > LINES_MAX) refuse('limit', 'statement_too_long');
  const openingMinor = await balanceBefore(ctx, { customerId, at: from });
  const walletMinor = lines
    .filter(({ account }) => account === 'wallet')
    .reduce((sum, line) => sum + line.amountMinor, 0n);
  return {
    ...parties,
    number: statementNumberText(customerId, month),
    issuedAt: issued?.at ?? null,
    month,
    lines,
    openingMinor,
    closingMinor: openingMinor + walletMinor,
  };
}

async function listMovements(
  ctx: Ctx,
  { customerId, from, until }: { customerId: number; from: Date; until: Date },
): Promise<StatementLine[]> {
  const signed = sql`case when ${transfers.creditAccountId} = ${transfers.customerAccountId}
    then ${transfers.amountMinor} else -${transfers.amountMinor} end`;
  const taxAccount = sql`(select a.id from ${accounts} a where a.kind = 'tax' and a.customer_id is null)`;
  const rows = await readDb(ctx)
    .select({
      causeKey: transfers.causeKey,
      at: sql<Date>`min(${transfers.at})`.mapWith(transfers.at),
      account: accounts.kind,
      kind: sql<TransferKind>`(array_agg(${transfers.kind} order by ${transfers.leg}))[1]`,
      text: sql<string>`(array_agg(${transfers.text} order by ${transfers.leg}))[1]`,
      amount: sql<string>`sum(${signed})::text`,
      // By account, because the legs of a refund are all called that.
      tax: sql<string>`coalesce(sum(${signed}) filter (where ${taxAccount} in (${transfers.creditAccountId}, ${transfers.debitAccountId})), 0)::text`,
      balance: sql<string>`(array_agg(${transfers.balanceAfterMinor} order by ${transfers.id} desc))[1]::text`,
    })
    .from(transfers)
    .innerJoin(accounts, eq(accounts.id, transfers.customerAccountId))
    .where(
      and(eq(accounts.customerId, customerId), gte(transfers.at, from), lt(transfers.at, until)),
    )
    .groupBy(transfers.causeKey, accounts.kind)
    .orderBy(sql`min(${transfers.id})`)
    .limit(LINES_MAX + 1);
  const parts = await listLines(
    ctx,
    rows.map(({ causeKey }) => causeKey),
  );
  const partsOf = byCause(parts.filter(({ what }) => what !== 'manual'));
  return rows.map(({ causeKey, amount, tax, balance, account, ...line }) => ({
    ...line,
    parts: partsOf.get(causeKey) ?? [],
    account: account === 'postpaid' ? 'postpaid' : 'wallet',
    amountMinor: BigInt(amount),
    taxMinor: BigInt(tax),
    balanceAfterMinor: BigInt(balance),
  }));
}

function byCause(parts: readonly LineView[]): Map<string, LineView[]> {
  const groups = new Map<string, LineView[]>();
  for (const part of parts) groups.set(part.causeKey, [...(groups.get(part.causeKey) ?? []), part]);
  return groups;
}

async function balanceBefore(
  ctx: Ctx,
  { customerId, at }: { customerId: number; at: Date },
): Promise<bigint> {
  const [row] = await readDb(ctx)
    .select({
      sum: sql<string>`coalesce(sum(case when ${transfers.creditAccountId} = ${transfers.customerAccountId}
        then ${transfers.amountMinor} else -${transfers.amountMinor} end), 0)::text`,
    })
    .from(transfers)
    .innerJoin(accounts, eq(accounts.id, transfers.customerAccountId))
    .where(
      and(eq(accounts.customerId, customerId), eq(accounts.kind, 'wallet'), lt(transfers.at, at)),
    );
  return BigInt(row?.sum ?? '0');
}
