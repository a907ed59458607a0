import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { lockUser } from './store';

/**
 * Requests the mail in which a new person chooses a password, for the first time or again. The step that sends the
 * mail creates its link (`issueToken`), so no event or log contains it.
 */
export async function inviteUser(ctx: Ctx, { userId }: { userId: number }): Promise<void> {
  // A baseline check: the row decides which right is required.
  requireStaffOrSystem(ctx, 'customers.read');
  await inTransaction(ctx, async (txCtx) => {
    const user = await lockUser(txCtx.tx, userId);
    requireStaffOrSystem(ctx, user.kind === 'staff' ? 'users.write' : 'customers.write');
    if (user.status !== 'active') refuse('invalid-state', 'user_disabled');
    if (user.passwordHash !== null) refuse('invalid-state', 'user_already_accepted');
    await emitEvents(txCtx, [{ name: 'user/invited', data: { userId } }]);
    await recordAudit(txCtx, {
      action: 'user.invited',
      subject: { kind: 'user', id: userId },
      ...(user.customerId === null ? {} : { customerId: user.customerId }),
    });
  });
}
