import { and, eq } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import { inTransaction, type Tx } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import { canManageRole } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { lockUser, revokeSessionsOf, type UserRow } from './store';

export type DisableUserInput = { userId: number; reason: string };

/**
 * Disables a user at once: no new sign-in, and every open session ends. Requires `users.write` for staff and
 * `customers.write` for subscribers. The last active owner and the caller cannot be disabled.
 */
export async function disableUser(ctx: Ctx, { userId, reason }: DisableUserInput): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.read');
  await inTransaction(ctx, async (txCtx) => {
    const { tx, now } = txCtx;
    // Owners first and in one order, so that two owners disabling each other wait instead of deadlocking.
    const owners = await lockActiveOwners(tx);
    const user = await lockManagedUser(txCtx, userId);
    if (user.status === 'disabled') return;
    if (ctx.actor.kind === 'staff' && ctx.actor.userId === userId) {
      refuse('invalid-state', 'user_is_yourself');
    }
    if (user.role === 'owner' && owners.every((id) => id === userId)) {
      refuse('invalid-state', 'user_last_owner');
    }
    await tx.update(users).set({ status: 'disabled', updatedAt: now }).where(eq(users.id, userId));
    const ended = await revokeSessionsOf(tx, userId, { reason: 'user-disabled', now });
    await recordAudit(txCtx, {
      ...subjectOf(user),
      action: 'user.disabled',
      after: { sessionsEnded: ended },
      reason,
    });
  });
}

/** Enables a disabled user; ended sessions stay ended. */
export async function enableUser(ctx: Ctx, { userId, reason }: DisableUserInput): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.read');
  await inTransaction(ctx, async (txCtx) => {
    const user = await lockManagedUser(txCtx, userId);
    if (user.status === 'active') return;
    await txCtx.tx
      .update(users)
      .set({ status: 'active', failedAttempts: 0, lockedUntil: null, updatedAt: ctx.now })
      .where(eq(users.id, userId));
    await recordAudit(txCtx, { ...subjectOf(user), action: 'user.enabled', reason });
  });
}

/** The row decides which right is required, so the right is checked again after reading it. */
async function lockManagedUser(ctx: Ctx & { tx: Tx }, userId: number): Promise<UserRow> {
  const user = await lockUser(ctx.tx, userId);
  requireStaffOrSystem(ctx, user.kind === 'staff' ? 'users.write' : 'customers.write');
  const { actor } = ctx;
  if (user.role && actor.kind === 'staff' && !canManageRole(actor.role, user.role)) {
    refuse('forbidden', 'forbidden');
  }
  return user;
}

async function lockActiveOwners(tx: Tx): Promise<number[]> {
  const owners = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'owner'), eq(users.status, 'active')))
    .orderBy(users.id)
    .for('update');
  return owners.map(({ id }) => id);
}

function subjectOf(user: UserRow) {
  return {
    subject: { kind: 'user', id: user.id },
    ...(user.customerId === null ? {} : { customerId: user.customerId }),
  };
}
