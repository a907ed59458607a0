import { lte } from 'drizzle-orm';
import { oneTimeTokens, rateLimits, sessions } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** Ended sessions stay this long in a person's list and for questions about who was where. */
const SESSIONS_KEPT_MS = 90 * 24 * 60 * 60_000;

/** Deletes what no decision reads any more. Meant for a daily job; running it twice is harmless. */
export async function pruneIdentity(ctx: Ctx): Promise<void> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const sessionsBefore = new Date(ctx.now.getTime() - SESSIONS_KEPT_MS);
  await inTransaction(ctx, async ({ tx, now }) => {
    await tx.delete(rateLimits).where(lte(rateLimits.expiresAt, now));
    await tx.delete(oneTimeTokens).where(lte(oneTimeTokens.expiresAt, now));
    await tx.delete(sessions).where(lte(sessions.absoluteExpiresAt, sessionsBefore));
  });
}
