import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { StaffRole } from '@/lib/kit/words';
import { createUser } from './create-user';
import { inviteUser } from './invite-user';

/** Creates a staff member and requests their invitation, atomically. */
export async function inviteStaff(
  ctx: Ctx,
  person: { name: string; email: string; role: StaffRole },
): Promise<{ userId: number }> {
  return inTransaction(ctx, async (txCtx) => {
    const created = await createUser(txCtx, { kind: 'staff', ...person });
    await inviteUser(txCtx, created);
    return created;
  });
}
