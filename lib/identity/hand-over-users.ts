import { eq } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import type { TxCtx } from '@/lib/context';

/** Whoever signs in for one customer signs in for another from now on, with the same password and session. */
export async function handOverUsers(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx
    .update(users)
    .set({ customerId: toId, updatedAt: ctx.now })
    .where(eq(users.customerId, fromId));
}
