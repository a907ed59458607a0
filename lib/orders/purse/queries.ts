import { eq } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { getPromisedMinor } from '@/lib/services/promised/queries';
import { getWallet } from '@/lib/wallet/queries';
import { thawQuote } from '../frozen-quote';
import { decideQuote, type Purse } from '../rules';

/** The customer's wallet as an order sees it. */
export async function getPurse(ctx: Ctx, customerId: number): Promise<Purse> {
  const [wallet, promisedMinor] = await Promise.all([
    getWallet(ctx, customerId),
    getPromisedMinor(ctx, customerId),
  ]);
  return { ...wallet, promisedMinor };
}

/** What an order that waits for money still lacks, by the rule that will execute it; zero once it is covered. */
export async function getMissingMinor(
  ctx: Ctx,
  { customerId, orderId }: { customerId: number; orderId: string },
): Promise<bigint> {
  requireCustomerAccess(ctx, customerId, 'orders.write');
  const [row] = await readDb(ctx)
    .select({ totalMinor: orders.totalMinor, quote: orders.quote, customerId: orders.customerId })
    .from(orders)
    .where(eq(orders.id, orderId));
  if (row?.customerId !== customerId) return 0n;
  const startsWhenConnected = thawQuote(row.quote)?.quote.startsWhenConnected;
  const { totalMinor } = row;
  const outcome = decideQuote({ totalMinor, startsWhenConnected }, await getPurse(ctx, customerId));
  return outcome.kind === 'short' ? outcome.shortMinor : 0n;
}
