import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { sessions } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requirePerson } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';

export const RevokeSessionInput = z.object({ sessionId: z.uuid() });

/**
 * Ends one of the caller's own sessions: the current one (sign-out) or another device's. A no-op for an ended
 * session. Throws `not_found` for another person's session.
 */
export async function revokeSession(ctx: Ctx, input: { sessionId: string }): Promise<void> {
  const person = requirePerson(ctx);
  const { sessionId } = RevokeSessionInput.parse(input);
  await inTransaction(ctx, async (txCtx) => {
    const own = and(eq(sessions.id, sessionId), eq(sessions.userId, person.userId));
    const [row] = await txCtx.tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(own)
      .for('update');
    found(row);
    const ended = await txCtx.tx
      .update(sessions)
      .set({
        revokedAt: ctx.now,
        revokeReason: sessionId === person.sessionId ? 'sign-out' : 'revoked',
      })
      .where(and(own, isNull(sessions.revokedAt)))
      .returning({ id: sessions.id });
    if (ended.length === 0) return;
    await recordAudit(txCtx, {
      action: 'session.revoked',
      subject: { kind: 'user', id: person.userId },
      ...(person.kind === 'subscriber' ? { customerId: person.customerId } : {}),
      after: { sessionId },
    });
  });
}
