import { sessions } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { refuse } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { type PublicCtx, provenCtx } from './proven-ctx';
import { absoluteExpiry, idleExpiry } from './rules/session';
import { lockUser } from './store';

export type OpenSessionInput = { userId: number; ip: string; userAgent: string | null };

/**
 * Starts a session for a person who has just been authenticated, and returns its id, which is all the cookie
 * contains. Throws `forbidden` if the user was disabled meanwhile.
 */
export async function openSession(ctx: PublicCtx, input: OpenSessionInput): Promise<string> {
  return inTransaction(provenCtx(ctx, 'sign-in'), async (txCtx) => {
    const user = await lockUser(txCtx.tx, input.userId);
    if (user.status !== 'active') refuse('forbidden', 'forbidden');
    const id = newId();
    const absoluteExpiresAt = absoluteExpiry(user.kind, ctx.now);
    await txCtx.tx.insert(sessions).values({
      id,
      userId: user.id,
      createdAt: ctx.now,
      lastSeenAt: ctx.now,
      idleExpiresAt: idleExpiry(user.kind, ctx.now, absoluteExpiresAt),
      absoluteExpiresAt,
      ip: input.ip.slice(0, 64),
      userAgent: input.userAgent?.slice(0, 400) ?? null,
    });
    await recordAudit(txCtx, {
      action: 'session.opened',
      subject: { kind: 'user', id: user.id },
      ...(user.customerId === null ? {} : { customerId: user.customerId }),
      after: { sessionId: id, ip: input.ip.slice(0, 64) },
    });
    return id;
  });
}
