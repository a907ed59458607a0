import { and, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import { oneTimeTokens, sessions, users } from '@/db/schema/identity';
import { readDb, type Tx } from '@/db/transaction';
import { found } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import type { TokenKind } from './lookups';
import type { PublicCtx } from './proven-ctx';
import { hashToken } from './rules/token';

export type UserRow = typeof users.$inferSelect;

/** Locks the user until the transaction ends. Throws `not_found`. */
export async function lockUser(tx: Tx, userId: number): Promise<UserRow> {
  const [row] = await tx.select().from(users).where(eq(users.id, userId)).for('update');
  return found(row);
}

export async function findUserByEmail(ctx: PublicCtx, email: string): Promise<UserRow | null> {
  const [row] = await readDb(ctx)
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, email.trim().toLowerCase()));
  return row ?? null;
}

/** Sets a password and clears the count of failed attempts and the lock. */
export async function setPassword(
  tx: Tx,
  userId: number,
  { passwordHash, now }: { passwordHash: string; now: Date },
): Promise<void> {
  await tx
    .update(users)
    .set({
      passwordHash,
      passwordChangedAt: now,
      failedAttempts: 0,
      lockedUntil: null,
      updatedAt: now,
    })
    .where(eq(users.id, userId));
}

/** Why a session ended, for the person's list of sessions and for the audit. */
export type RevokeReason =
  | 'sign-out'
  | 'revoked'
  | 'signed-out-elsewhere'
  | 'password-changed'
  | 'user-disabled'
  | 'role-changed';

/** Ends the user's open sessions, all or all but one. Returns their number. */
export async function revokeSessionsOf(
  tx: Tx,
  userId: number,
  { reason, now, except }: { reason: RevokeReason; now: Date; except?: string | undefined },
): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: now, revokeReason: reason })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        except !== undefined && isUuid(except) ? ne(sessions.id, except) : undefined,
      ),
    )
    .returning({ id: sessions.id });
  return ended.length;
}

/** Consumes the token and returns its user; null if it is unknown, used, expired or of another kind. */
export async function consumeToken(
  tx: Tx,
  { token, kind, now }: { token: string; kind: TokenKind; now: Date },
): Promise<number | null> {
  const [row] = await tx
    .update(oneTimeTokens)
    .set({ usedAt: now })
    .where(
      and(
        eq(oneTimeTokens.tokenHash, hashToken(token)),
        eq(oneTimeTokens.kind, kind),
        isNull(oneTimeTokens.usedAt),
        gt(oneTimeTokens.expiresAt, now),
      ),
    )
    .returning({ userId: oneTimeTokens.userId });
  return row?.userId ?? null;
}

export async function findPasswordHash(ctx: PublicCtx, userId: number): Promise<string | null> {
  const [row] = await readDb(ctx)
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, userId));
  return row?.passwordHash ?? null;
}
