import { and, eq, gte, inArray, isNotNull, like, sql } from 'drizzle-orm';
import { accounts, transfers } from '@/db/schema/wallet';
import type { TxCtx } from '@/lib/context';
import { actorLabel } from '@/lib/context';
import type { OperatorAccountKind, TransferKind } from '@/lib/kit/ledger-words';
import { operatorAccountId } from './operator-store';
import type { AccountState } from './rules';

export type CustomerAccountKind = 'wallet' | 'postpaid';
export type LockedAccount = AccountState & { id: number; customerId: number };

/**
 * Locks the customer's account; every decision on its balance happens under this lock. Taken after schedule rows,
 * never before (docs/decisions/0002-lock-order.md).
 */
export async function lockAccount(
  ctx: TxCtx,
  customerId: number,
  kind: CustomerAccountKind = 'wallet',
): Promise<LockedAccount> {
  const [row] = await ctx.tx
    .select({
      id: accounts.id,
      balanceMinor: accounts.balanceMinor,
      floorMinor: accounts.floorMinor,
      underFloorMinor: accounts.underFloorMinor,
    })
    .from(accounts)
    .where(and(eq(accounts.customerId, customerId), eq(accounts.kind, kind)))
    .for('no key update');
  if (!row) throw new Error(`customer ${customerId} has no ${kind} account`);
  return { ...row, customerId };
}

/** Locks both accounts of several customers in id order, so that concurrent calls cannot deadlock. */
export async function lockAccountsOf(
  ctx: TxCtx,
  customerIds: readonly number[],
): Promise<(LockedAccount & { kind: CustomerAccountKind })[]> {
  const rows = await ctx.tx
    .select({
      id: accounts.id,
      kind: accounts.kind,
      customerId: accounts.customerId,
      balanceMinor: accounts.balanceMinor,
      floorMinor: accounts.floorMinor,
      underFloorMinor: accounts.underFloorMinor,
    })
    .from(accounts)
    .where(inArray(accounts.customerId, [...customerIds]))
    .orderBy(accounts.id)
    .for('no key update');
  return rows.map(({ kind, customerId, ...account }) => ({
    ...account,
    customerId: customerId ?? 0,
    kind: kind === 'postpaid' ? kind : 'wallet',
  }));
}

/** Serialises transactions with the same cause, even if they concern different wallets. */
export async function claimCause(ctx: TxCtx, causeKey: string): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${causeKey}, 0))`);
}

/**
 * Returns the transfers a cause has already made on customers' accounts, in leg order, so that a repeat returns them instead of moving money
 * again.
 */
export async function findTransfers(ctx: TxCtx, causeKey: string) {
  return ctx.tx
    .select({
      id: transfers.id,
      amountMinor: transfers.amountMinor,
      kind: sql<TransferKind>`${transfers.kind}`,
      text: transfers.text,
      customerId: transfers.customerId,
      balanceAfterMinor: sql`${transfers.balanceAfterMinor}`.mapWith(transfers.balanceAfterMinor),
    })
    .from(transfers)
    .where(and(eq(transfers.causeKey, causeKey), isNotNull(transfers.customerAccountId)))
    .orderBy(transfers.leg);
}

/** Sums what a person has moved by hand since `since`, in minor units. */
export async function sumAdjustments(
  ctx: TxCtx,
  { actor, kind, since }: { actor: string; kind: TransferKind; since: Date },
): Promise<bigint> {
  const [row] = await ctx.tx
    .select({ sum: sql<string>`coalesce(sum(${transfers.amountMinor}), 0)::text` })
    .from(transfers)
    .where(
      and(
        eq(transfers.actor, actor),
        eq(transfers.kind, kind),
        gte(transfers.at, since),
        like(transfers.causeKey, 'adjustment:%'),
      ),
    );
  return BigInt(row?.sum ?? '0');
}

export type Leg = {
  leg: number;
  direction: 'credit' | 'debit';
  counterAccount: OperatorAccountKind;
  amountMinor: bigint;
  kind: TransferKind;
};

export type Movement = {
  causeKey: string;
  account: LockedAccount;
  after: AccountState;
  legs: readonly Leg[];
  text: string;
  serviceId?: number | undefined;
};

/**
 * Inserts the legs and updates the cached balance by their sum, in one conditional update. An account that changed
 * since it was locked is a defect, not something to retry.
 */
export async function writeMovement(ctx: TxCtx, movement: Movement): Promise<number[]> {
  const { account, after } = movement;
  const ids: number[] = [];
  let balance = account.balanceMinor;
  for (const leg of movement.legs) {
    balance += leg.direction === 'credit' ? leg.amountMinor : -leg.amountMinor;
    const counterId = await operatorAccountId(ctx, { kind: leg.counterAccount });
    const [row] = await ctx.tx
      .insert(transfers)
      .values({
        causeKey: movement.causeKey,
        leg: leg.leg,
        debitAccountId: leg.direction === 'credit' ? counterId : account.id,
        creditAccountId: leg.direction === 'credit' ? account.id : counterId,
        amountMinor: leg.amountMinor,
        kind: leg.kind,
        customerAccountId: account.id,
        balanceAfterMinor: balance,
        customerId: account.customerId,
        serviceId: movement.serviceId ?? null,
        at: ctx.now,
        actor: actorLabel(ctx.actor),
        text: movement.text,
      })
      .returning({ id: transfers.id });
    if (row) ids.push(row.id);
  }
  if (balance !== after.balanceMinor)
    throw new Error('wallet: the legs do not add up to the movement');
  const moved = await ctx.tx
    .update(accounts)
    .set({
      balanceMinor: after.balanceMinor,
      underFloorMinor: after.underFloorMinor,
      version: sql`${accounts.version} + 1`,
    })
    .where(and(eq(accounts.id, account.id), eq(accounts.balanceMinor, account.balanceMinor)))
    .returning({ id: accounts.id });
  if (moved.length !== 1) throw new Error('wallet: the balance changed under its lock');
  return ids;
}

/**
 * Inserts the two accounts of new customers. With a floor above zero, the empty wallet starts below it by that
 * amount.
 */
export async function insertCustomerAccounts(
  ctx: TxCtx,
  { customerIds, floorMinor }: { customerIds: readonly number[]; floorMinor: bigint },
): Promise<void> {
  const missing = floorMinor > 0n ? floorMinor : 0n;
  await ctx.tx.insert(accounts).values(
    customerIds.flatMap((customerId): (typeof accounts.$inferInsert)[] => [
      { kind: 'wallet', customerId, floorMinor, underFloorMinor: missing, createdAt: ctx.now },
      { kind: 'postpaid', customerId, floorMinor: null, createdAt: ctx.now },
    ]),
  );
}
