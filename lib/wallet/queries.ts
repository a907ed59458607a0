import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { accounts, transfers } from '@/db/schema/wallet';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireCustomerAccess, requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import type { AccountKind, TransferKind } from '@/lib/kit/words';
import { type AccountState, spendableMinor } from './rules';

export type WalletView = AccountState & {
  floorMinor: bigint;
  /** What can be spent now. */
  spendableMinor: bigint;
};

/** The customer's wallet as it stands. */
export async function getWallet(ctx: Ctx, customerId: number): Promise<WalletView> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  const [row] = await readDb(ctx)
    .select({
      balanceMinor: accounts.balanceMinor,
      floorMinor: accounts.floorMinor,
      underFloorMinor: accounts.underFloorMinor,
    })
    .from(accounts)
    .where(and(eq(accounts.customerId, customerId), eq(accounts.kind, 'wallet')));
  const wallet = found(row);
  return {
    ...wallet,
    floorMinor: wallet.floorMinor ?? 0n,
    spendableMinor: spendableMinor(wallet) ?? 0n,
  };
}

/** What the customer owes for one-off recurrences: zero or less. */
export async function getPostpaidBalance(ctx: Ctx, customerId: number): Promise<bigint> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  const [row] = await readDb(ctx)
    .select({ balanceMinor: accounts.balanceMinor })
    .from(accounts)
    .where(and(eq(accounts.customerId, customerId), eq(accounts.kind, 'postpaid')));
  return found(row).balanceMinor;
}

/** One line of a statement: signed as the customer sees it (credit positive, debit negative). */
export type EntryView = {
  transferId: number;
  at: Date;
  account: 'wallet' | 'postpaid';
  kind: TransferKind;
  amountMinor: bigint;
  balanceAfterMinor: bigint;
  text: string;
  serviceId: number | null;
  causeKey: string;
  actor: string;
};

/** Newest first; `before` is the last transfer id of the page above. */
export async function listEntries(
  ctx: Ctx,
  {
    customerId,
    before,
    limit = 50,
  }: { customerId: number; before?: number | undefined; limit?: number },
): Promise<EntryView[]> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  const rows = await readDb(ctx)
    .select({ transfer: transfers, account: accounts.kind })
    .from(transfers)
    .innerJoin(accounts, eq(accounts.id, transfers.customerAccountId))
    .where(
      and(
        eq(accounts.customerId, customerId),
        before === undefined ? undefined : lt(transfers.id, before),
      ),
    )
    .orderBy(desc(transfers.id))
    .limit(Math.min(limit, 200));
  return rows.map(({ transfer, account }) => ({
    transferId: transfer.id,
    at: transfer.at,
    account: account === 'postpaid' ? 'postpaid' : 'wallet',
    kind: transfer.kind,
    amountMinor:
      transfer.creditAccountId === transfer.customerAccountId
        ? transfer.amountMinor
        : -transfer.amountMinor,
    balanceAfterMinor: transfer.balanceAfterMinor,
    text: transfer.text,
    serviceId: transfer.serviceId,
    causeKey: transfer.causeKey,
    actor: transfer.actor,
  }));
}

/** The operator's books: each account with the sum of its transfers (credits minus debits). */
export async function listOperatorBalances(
  ctx: Ctx,
): Promise<{ kind: AccountKind; balanceMinor: bigint }[]> {
  requireStaff(ctx, 'wallet.read');
  const rows = await readDb(ctx).execute<{ kind: AccountKind; balance: string }>(sql`
    select a.kind, coalesce(sum(case when t.credit_account_id = a.id then t.amount_minor else -t.amount_minor end), 0)::text as balance
    from accounts a left join transfers t on a.id in (t.debit_account_id, t.credit_account_id)
    where a.customer_id is null group by a.id order by a.id`);
  return rows.map((row) => ({ kind: row.kind, balanceMinor: BigInt(row.balance) }));
}
