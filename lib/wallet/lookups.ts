import { and, eq } from 'drizzle-orm';
import { accounts } from '@/db/schema/wallet';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { spendableMinor, type WalletView } from './rules';

/**
 * Reads a customer's wallet.
 * @throws DomainError `not-found`
 */
export async function readWallet(ctx: ActorlessCtx, customerId: number): Promise<WalletView> {
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
