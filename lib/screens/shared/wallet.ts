import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm';
import { accounts, transfers } from '@/db/schema/wallet';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { LineView } from '@/lib/charges/line-view';
import { listLines } from '@/lib/charges/lookups';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { TransferKind } from '@/lib/kit/ledger-words';
import { readWallet } from '@/lib/wallet/lookups';
import { TAX_LEG, type WalletView } from '@/lib/wallet/rules';

/** Returns the customer's wallet. */
export async function getWallet(ctx: Ctx, customerId: number): Promise<WalletView> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  return readWallet(ctx, customerId);
}

/** Returns what the customer owes for one-off recurrences: zero or negative. */
export async function getPostpaidBalance(ctx: Ctx, customerId: number): Promise<bigint> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  const [row] = await readDb(ctx)
    .select({ balanceMinor: accounts.balanceMinor })
    .from(accounts)
    .where(and(eq(accounts.customerId, customerId), eq(accounts.kind, 'postpaid')));
  return found(row).balanceMinor;
}

/** One line of a statement, signed as the customer sees it (credit positive, debit negative). */
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
  /** What the amount is for and how it came about; empty for payments and for the tax of another entry. */
  lines: LineView[];
};

/** The lines of a cause that an entry of a kind stands for. */
const linesOfKind: Partial<Record<TransferKind, readonly LineView['what'][]>> = {
  period: ['period'],
  purchase: ['pack', 'one_time'],
  fee: ['activation_fee', 'change_fee'],
  plan_change_refund: ['unused_credit'],
};

/** Lists entries, newest first; `before` is the last transfer id of the previous page. */
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
    .select({
      transfer: {
        ...getTableColumns(transfers),
        // Never null, because the join finds only transfers of a customer's account.
        kind: sql<TransferKind>`${transfers.kind}`,
        balanceAfterMinor: sql`${transfers.balanceAfterMinor}`.mapWith(transfers.balanceAfterMinor),
      },
      account: accounts.kind,
    })
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
  const lines = await listLines(
    ctx,
    rows.map(({ transfer }) => transfer.causeKey),
  );
  return rows.map(({ transfer, account }) => ({
    transferId: transfer.id,
    at: transfer.at,
    account: account === 'postpaid' ? 'postpaid' : 'wallet',
    kind: shownKind(transfer),
    amountMinor:
      transfer.creditAccountId === transfer.customerAccountId
        ? transfer.amountMinor
        : -transfer.amountMinor,
    balanceAfterMinor: transfer.balanceAfterMinor,
    text: transfer.text,
    serviceId: transfer.serviceId,
    causeKey: transfer.causeKey,
    actor: transfer.actor,
    lines: lines.filter(
      ({ causeKey, what }) =>
        causeKey === transfer.causeKey && linesOfKind[shownKind(transfer)]?.includes(what),
    ),
  }));
}

/** The tax of a refund is an entry of its own, as the tax of a charge is. */
function shownKind({ kind, leg }: { kind: TransferKind; leg: number }): TransferKind {
  return kind === 'plan_change_refund' && leg === TAX_LEG ? 'tax' : kind;
}
