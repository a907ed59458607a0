import { and, eq, isNull } from 'drizzle-orm';
import { accounts, transfers } from '@/db/schema/wallet';
import type { TxCtx } from '@/lib/context';
import type { OperatorAccountKind } from '@/lib/kit/ledger-words';
import { HELD_FLOOR_MINOR, isHeld } from './rules/chart';

/** Names one of the operator's accounts. */
export type OperatorAccount = {
  kind: OperatorAccountKind;
  /** Of the account, if it is not the wallets' currency. */
  currency?: string | null;
  /** The user who has this cash in hand. */
  holderId?: number | null;
};

/** Returns the account's id, and opens the account on first use. */
export async function operatorAccountId(ctx: TxCtx, account: OperatorAccount): Promise<number> {
  const known = await findOperatorAccountId(ctx, account);
  if (known !== undefined) return known;
  await ctx.tx
    .insert(accounts)
    .values({
      kind: account.kind,
      currency: account.currency ?? null,
      holderId: account.holderId ?? null,
      floorMinor: isHeld(account.kind) ? HELD_FLOOR_MINOR : null,
      createdAt: ctx.now,
    })
    .onConflictDoNothing();
  const opened = await findOperatorAccountId(ctx, account);
  if (opened === undefined) throw new Error(`the operator has no ${account.kind} account`);
  return opened;
}

async function findOperatorAccountId(
  ctx: TxCtx,
  { kind, currency, holderId }: OperatorAccount,
): Promise<number | undefined> {
  const [row] = await ctx.tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        eq(accounts.kind, kind),
        isNull(accounts.customerId),
        currency ? eq(accounts.currency, currency) : isNull(accounts.currency),
        holderId ? eq(accounts.holderId, holderId) : isNull(accounts.holderId),
      ),
    );
  return row?.id;
}

/** Inserts transfers unless their cause has made them before; returns how many are new. */
export async function insertOwnTransfers(
  ctx: TxCtx,
  rows: (typeof transfers.$inferInsert)[],
): Promise<number> {
  const inserted = await ctx.tx
    .insert(transfers)
    .values(rows)
    .onConflictDoNothing({ target: [transfers.causeKey, transfers.leg] })
    .returning({ id: transfers.id });
  return inserted.length;
}

export async function hasTransfers(ctx: TxCtx, causeKey: string): Promise<boolean> {
  const rows = await ctx.tx
    .select({ id: transfers.id })
    .from(transfers)
    .where(eq(transfers.causeKey, causeKey))
    .limit(1);
  return rows.length > 0;
}
