import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { rateLimits } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import type { PublicCtx } from './proven-ctx';
import type { AttemptLimit } from './rules/attempts';

/**
 * Counts one attempt under `key` and returns whether it is within the limit. A single upsert decides, so exactly
 * `max` concurrent attempts pass per window. Refused attempts do not extend the window.
 */
export async function takeAttempt(
  ctx: PublicCtx,
  key: string,
  { max, windowMs }: AttemptLimit,
): Promise<boolean> {
  const now = ctx.now.toISOString();
  const expiresAt = new Date(ctx.now.getTime() + windowMs);
  const isOver = sql`${rateLimits.expiresAt} <= ${now}::timestamptz`;
  const [row] = await readDb(ctx)
    .insert(rateLimits)
    .values({ key, attempts: 1, expiresAt })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        attempts: sql`case when ${isOver} then 1 else ${rateLimits.attempts} + 1 end`,
        expiresAt: sql`case when ${isOver} then excluded.expires_at else ${rateLimits.expiresAt} end`,
      },
    })
    .returning({ attempts: rateLimits.attempts });
  return row !== undefined && row.attempts <= max;
}

export async function clearAttempts(ctx: PublicCtx, key: string): Promise<void> {
  await readDb(ctx).delete(rateLimits).where(eq(rateLimits.key, key));
}

/** Accounts are keyed by hash, so that text mistyped into the sign-in form is not stored. */
export function accountKey(purpose: string, email: string): string {
  const digest = createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
  return `${purpose}:account:${digest}`;
}
