import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requirePerson } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { revokeSessionsOf } from './store';

/** Signs the caller out everywhere except in the current session. Returns the number of sessions ended. */
export async function revokeAllSessions(ctx: Ctx): Promise<number> {
  const person = requirePerson(ctx);
  return inTransaction(ctx, async (txCtx) => {
    const ended = await revokeSessionsOf(txCtx.tx, person.userId, {
      reason: 'signed-out-elsewhere',
      now: ctx.now,
      except: person.sessionId,
    });
    await recordAudit(txCtx, {
      action: 'session.revoked-others',
      subject: { kind: 'user', id: person.userId },
      ...(person.kind === 'subscriber' ? { customerId: person.customerId } : {}),
      after: { ended },
    });
    return ended;
  });
}
