import { lt } from 'drizzle-orm';
import { signUps } from '@/db/schema/sign-up';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** Longer than a mail server may be down plus the lifetime of the link. */
const KEPT_MS = 7 * 24 * 60 * 60_000;

/** Deletes sign-ups whose address was never confirmed. Idempotent. */
export async function pruneSignUps(ctx: Ctx): Promise<void> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const before = new Date(ctx.now.getTime() - KEPT_MS);
  await inTransaction(ctx, ({ tx }) => tx.delete(signUps).where(lt(signUps.createdAt, before)));
}
