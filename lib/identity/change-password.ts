import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requirePerson } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse, refuseField } from '@/lib/kit/errors';
import { hashPassword, verifyPassword } from './password-hash';
import { clearAttempts, takeAttempt } from './rate-limit';
import { requireGoodPassword } from './require-good-password';
import { passwordCheckPerUser } from './rules/attempts';
import { findPasswordHash, lockUser, revokeSessionsOf, setPassword } from './store';

export const ChangePasswordInput = z.object({
  currentPassword: z.string().min(1).max(1024),
  newPassword: z.string().min(1).max(1024),
});
export type ChangePasswordInput = z.infer<typeof ChangePasswordInput>;

/**
 * Changes the caller's own password after checking the current one, and ends their other sessions. Attempts are
 * limited, so that an unattended screen cannot be used to guess passwords.
 */
export async function changePassword(ctx: Ctx, input: ChangePasswordInput): Promise<void> {
  const person = requirePerson(ctx);
  const { currentPassword, newPassword } = ChangePasswordInput.parse(input);
  const key = `password-check:user:${person.userId}`;
  if (!(await takeAttempt(ctx, key, passwordCheckPerUser))) refuse('limit', 'password_attempts');
  const checkedHash = await findPasswordHash(ctx, person.userId);
  if (!(await verifyPassword(checkedHash, currentPassword))) {
    refuseField('currentPassword', 'password_wrong');
  }
  await clearAttempts(ctx, key);
  const passwordHash = await hashPassword(newPassword);

  await inTransaction(ctx, async (txCtx) => {
    const user = await lockUser(txCtx.tx, person.userId);
    // Another device changed it since the check, so the given password is no longer the current one.
    if (user.passwordHash !== checkedHash) refuseField('currentPassword', 'password_wrong');
    requireGoodPassword(newPassword, user, 'newPassword');
    await setPassword(txCtx.tx, user.id, { passwordHash, now: ctx.now });
    const ended = await revokeSessionsOf(txCtx.tx, user.id, {
      reason: 'password-changed',
      now: ctx.now,
      except: person.sessionId,
    });
    await recordAudit(txCtx, {
      action: 'user.password-changed',
      subject: { kind: 'user', id: user.id },
      ...(person.kind === 'subscriber' ? { customerId: person.customerId } : {}),
      after: { sessionsEnded: ended },
    });
  });
}
