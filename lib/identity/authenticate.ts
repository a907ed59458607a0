import { and, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { users } from '@/db/schema/identity';
import { inTransaction, readDb } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { log } from '@/lib/kit/log';
import { verifyPassword } from './password-hash';
import { type PublicCtx, provenCtx } from './proven-ctx';
import { accountKey, clearAttempts, takeAttempt } from './rate-limit';
import {
  addressBucket,
  LOCK_AFTER_FAILURES,
  LOCK_MS,
  signInPerAccount,
  signInPerAddress,
} from './rules/attempts';
import { findUserByEmail, type UserRow } from './store';

const Credentials = z.object({
  email: z.string().trim().min(3).max(254),
  password: z.string().min(1).max(1024),
  ip: z.string().min(1).max(64),
});

export type AuthenticateInput = { email: unknown; password: unknown; ip: string };

/**
 * Returns the person with this email and password, or null. Every refusal looks and costs the same, so an outsider
 * cannot tell which accounts exist or are locked; the log has the reason for staff. Attempts are counted before
 * hashing, so that a flood of guesses cannot exhaust the CPU.
 */
export async function authenticate(
  ctx: PublicCtx,
  input: AuthenticateInput,
): Promise<{ userId: number } | null> {
  const parsed = Credentials.safeParse(input);
  if (!parsed.success) return refused('malformed');
  const { email, password, ip } = parsed.data;
  const account = accountKey('sign-in', email);
  // The IP address first: an address over its limit must not use up the attempts of the account's owner.
  if (!(await takeAttempt(ctx, `sign-in:address:${addressBucket(ip)}`, signInPerAddress))) {
    return refused('address-limit', { ip });
  }
  if (!(await takeAttempt(ctx, account, signInPerAccount))) return refused('account-limit', { ip });

  const user = await findUserByEmail(ctx, email);
  const fits = await verifyPassword(user?.passwordHash ?? null, password);
  if (!user) return refused('unknown', { ip });
  if (!fits) {
    await countFailure(ctx, user);
    return refused('wrong-password', { ip, userId: user.id });
  }
  if (!(await acceptAttempt(ctx, user))) {
    return refused('locked-or-disabled', { ip, userId: user.id });
  }
  await clearAttempts(ctx, account);
  return { userId: user.id };
}

function refused(why: string, details: Record<string, unknown> = {}): null {
  log.warn({ ...details, why }, 'sign-in refused');
  return null;
}

/**
 * Decides on the current row, not the one read before hashing: a lock, a disabled account or a new password set
 * meanwhile wins.
 */
async function acceptAttempt(ctx: PublicCtx, user: UserRow): Promise<boolean> {
  const accepted = await readDb(ctx)
    .update(users)
    .set({ failedAttempts: 0, lockedUntil: null, lastSignInAt: ctx.now })
    .where(
      and(
        eq(users.id, user.id),
        eq(users.status, 'active'),
        eq(users.passwordHash, user.passwordHash ?? ''),
        or(isNull(users.lockedUntil), lte(users.lockedUntil, ctx.now)),
      ),
    )
    .returning({ id: users.id });
  return accepted.length === 1;
}

/** A locked account counts no further failures, or continued guessing would lock its owner out forever. */
async function countFailure(ctx: PublicCtx, user: UserRow): Promise<void> {
  const lockedUntil = new Date(ctx.now.getTime() + LOCK_MS);
  const failures = sql`${users.failedAttempts} + 1`;
  const [row] = await readDb(ctx)
    .update(users)
    .set({
      failedAttempts: sql`case when ${failures} >= ${LOCK_AFTER_FAILURES} then 0 else ${failures} end`,
      lockedUntil: sql`case when ${failures} >= ${LOCK_AFTER_FAILURES}
        then ${lockedUntil.toISOString()}::timestamptz else null end`,
    })
    .where(
      and(eq(users.id, user.id), or(isNull(users.lockedUntil), lte(users.lockedUntil, ctx.now))),
    )
    .returning({ lockedUntil: users.lockedUntil });
  if (!row?.lockedUntil) return;
  await inTransaction(provenCtx(ctx, 'sign-in'), (auditCtx) =>
    recordAudit(auditCtx, {
      action: 'user.locked',
      subject: { kind: 'user', id: user.id },
      ...(user.customerId === null ? {} : { customerId: user.customerId }),
      after: { lockedUntil },
    }),
  );
}
