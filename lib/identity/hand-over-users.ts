import { eq } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import type { TxCtx } from '@/lib/context';

/** Moves the users of one customer to another, keeping their passwords and sessions. */
export async function handOverUsers(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx
    .update(users)
    .set({ customerId: toId, updatedAt: ctx.now })
    .where(eq(users.customerId, fromId));
}
