import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { afterClawback, afterCredit } from './rules';
import { findTransfers, type LockedAccount, lockAccountsOf, writeMovement } from './store';

export type HandOver = { fromId: number; toId: number };

/**
 * Moves the balances of one customer's wallet and postpaid account, positive or negative, to another's: each is one
 * movement of two legs through the operator's adjustments account, so that both statements show it and the books
 * balance. A debt may put the receiver below the floor, as otherwise only a clawback can. The caller has locked the
 * schedules of both. Idempotent by cause.
 */
export async function handOverBalances(
  ctx: TxCtx,
  { fromId, toId }: HandOver,
): Promise<{ walletMinor: bigint; postpaidMinor: bigint }> {
  const accounts = await lockAccountsOf(ctx, [fromId, toId]);
  const moved = { wallet: 0n, postpaid: 0n };
  for (const kind of ['wallet', 'postpaid'] as const) {
    const of = (customerId: number) =>
      accounts.find((account) => account.kind === kind && account.customerId === customerId);
    const [from, to] = [of(fromId), of(toId)];
    if (!from || !to) throw new Error(`customers ${fromId} and ${toId} lack a ${kind} account`);
    moved[kind] = await move(ctx, { causeKey: `merge:${fromId}:${kind}`, from, to });
  }
  // Also without a balance: the receiver's credit can pay for what the other one's services and orders wait for.
  const id = `wallet/credited:merge:${fromId}`;
  await emitEvents(ctx, [{ name: 'wallet/credited', data: { customerId: toId }, id }]);
  return { walletMinor: moved.wallet, postpaidMinor: moved.postpaid };
}

async function move(
  ctx: TxCtx,
  { causeKey, from, to }: { causeKey: string; from: LockedAccount; to: LockedAccount },
): Promise<bigint> {
  const balance = from.balanceMinor;
  const done = await findTransfers(ctx, causeKey);
  if (balance === 0n || done.length > 0) return 0n;
  const amountMinor = balance < 0n ? -balance : balance;
  const [giver, taker] = balance > 0n ? [from, to] : [to, from];
  const common = { counterAccount: 'adjustments', amountMinor, kind: 'merge' } as const;
  await writeMovement(ctx, {
    causeKey,
    account: giver,
    after: afterClawback(giver, amountMinor),
    legs: [{ ...common, leg: 0, direction: 'debit' }],
    text: `#${from.customerId} → #${to.customerId}`,
  });
  await writeMovement(ctx, {
    causeKey,
    account: taker,
    after: afterCredit(taker, amountMinor),
    legs: [{ ...common, leg: 1, direction: 'credit' }],
    text: `#${from.customerId} → #${to.customerId}`,
  });
  return balance;
}
