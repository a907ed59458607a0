import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { emitEvents } from '@/lib/jobs/emit-events';
import { log } from '@/lib/kit/log';
import { type PublicCtx, provenCtx } from './proven-ctx';
import { accountKey, takeAttempt } from './rate-limit';
import { addressBucket, resetPerAccount, resetPerAddress } from './rules/attempts';
import { findUserByEmail } from './store';

export const RequestPasswordResetInput = z.object({ email: z.email().max(254) });

/**
 * Requests a reset mail. Always returns nothing, whether the account exists, is disabled or has reached its limit, so
 * the form reveals nothing to an outsider. Someone who never accepted their invitation gets it again.
 */
export async function requestPasswordReset(
  ctx: PublicCtx,
  input: { email: string; ip: string },
): Promise<void> {
  const { email } = RequestPasswordResetInput.parse(input);
  const isWithinLimits =
    (await takeAttempt(ctx, `reset:address:${addressBucket(input.ip)}`, resetPerAddress)) &&
    (await takeAttempt(ctx, accountKey('reset', email), resetPerAccount));
  const user = await findUserByEmail(ctx, email);
  if (!isWithinLimits || user?.status !== 'active') {
    log.info({ ip: input.ip, isWithinLimits, isKnown: user !== null }, 'password reset not sent');
    return;
  }
  await inTransaction(provenCtx(ctx, 'password-reset'), async (txCtx) => {
    const data = { userId: user.id };
    await emitEvents(txCtx, [
      user.passwordHash === null
        ? { name: 'user/invited', data }
        : { name: 'user/password-reset.requested', data },
    ]);
    await recordAudit(txCtx, {
      action: 'user.password-reset-requested',
      subject: { kind: 'user', id: user.id },
      ...(user.customerId === null ? {} : { customerId: user.customerId }),
    });
  });
}
