import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { users } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { canManageRole } from '@/lib/authorise/rights';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { staffRoles } from '@/lib/kit/words';
import { lockUser, revokeSessionsOf } from './store';

export const ChangeStaffRole = z.object({
  userId: z.number().int().positive(),
  role: z.enum(staffRoles),
});

/**
 * Changes a staff member's role and ends their sessions, so that no page keeps the old rights. Only an owner can
 * promote or change an owner, no one can change their own role, and one active owner must remain.
 */
export async function changeStaffRole(
  ctx: Ctx,
  input: z.infer<typeof ChangeStaffRole>,
): Promise<void> {
  const actor = requireStaff(ctx, 'users.write');
  const { userId, role } = ChangeStaffRole.parse(input);
  await inTransaction(ctx, async (txCtx) => {
    const { tx, now } = txCtx;
    // Owners first and in one order, as in `disableUser`, so that two owners acting on each other wait instead of
    // deadlocking.
    const owners = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.role, 'owner'), eq(users.status, 'active')))
      .orderBy(users.id)
      .for('update');
    const user = await lockUser(tx, userId);
    const before = found(user.role);
    if (before === role) return;
    if (actor.userId === userId) refuse('invalid-state', 'user_own_role');
    if (!canManageRole(actor.role, before) || !canManageRole(actor.role, role))
      refuse('forbidden', 'forbidden');
    if (before === 'owner' && owners.every(({ id }) => id === userId))
      refuse('invalid-state', 'user_last_owner');
    await tx.update(users).set({ role, updatedAt: now }).where(eq(users.id, userId));
    await revokeSessionsOf(tx, userId, { reason: 'role-changed', now });
    await recordAudit(txCtx, {
      action: 'user.role',
      subject: { kind: 'user', id: userId },
      before: { role: before },
      after: { role },
    });
  });
}
