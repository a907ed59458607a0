import { lte } from 'drizzle-orm';
import { oneTimeTokens, rateLimits, sessions } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** How long ended sessions stay in a person's list and available for investigations. */
const SESSIONS_KEPT_MS = 90 * 24 * 60 * 60_000;

/** Deletes rows that are no longer used for any decision. Meant for a daily job; idempotent. */
export async function pruneIdentity(ctx: Ctx): Promise<void> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const sessionsBefore = new Date(ctx.now.getTime() - SESSIONS_KEPT_MS);
  await inTransaction(ctx, async ({ tx, now }) => {
    await tx.delete(rateLimits).where(lte(rateLimits.expiresAt, now));
    await tx.delete(oneTimeTokens).where(lte(oneTimeTokens.expiresAt, now));
    await tx.delete(sessions).where(lte(sessions.absoluteExpiresAt, sessionsBefore));
  });
}
