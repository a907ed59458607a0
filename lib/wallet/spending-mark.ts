import { and, desc, eq, gt } from 'drizzle-orm';
import { accounts, transfers } from '@/db/schema/wallet';
import type { TxCtx } from '@/lib/context';

export type SpendingMark = { accountId: number; lastTransferId: number };

/**
 * Marks the wallet's latest transfer. The caller holds the wallet's lock, so later transfers belong to this
 * transaction.
 */
export async function markSpending(ctx: TxCtx, customerId: number): Promise<SpendingMark> {
  const [account] = await ctx.tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.customerId, customerId), eq(accounts.kind, 'wallet')));
  if (!account) throw new Error(`customer ${customerId} has no wallet account`);
  const [last] = await ctx.tx
    .select({ id: transfers.id })
    .from(transfers)
    .where(eq(transfers.customerAccountId, account.id))
    .orderBy(desc(transfers.id))
    .limit(1);
  return { accountId: account.id, lastTransferId: last?.id ?? 0 };
}

/** Returns the amount charged to the wallet for a service since the mark, minus refunds. */
export async function spentSince(
  ctx: TxCtx,
  { accountId, lastTransferId }: SpendingMark,
  serviceId: number,
): Promise<bigint> {
  const rows = await ctx.tx
    .select({ amountMinor: transfers.amountMinor, debitAccountId: transfers.debitAccountId })
    .from(transfers)
    .where(
      and(
        eq(transfers.customerAccountId, accountId),
        gt(transfers.id, lastTransferId),
        eq(transfers.serviceId, serviceId),
      ),
    );
  return rows.reduce(
    (sum, row) => sum + (row.debitAccountId === accountId ? row.amountMinor : -row.amountMinor),
    0n,
  );
}
