import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { notifications } from '@/db/schema/notifications';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { resendableStates } from './rules';

export const ResendNotification = z.object({ notificationId: z.uuid() });

/**
 * Requeues a mail that failed or had no mail server; the next run sends it if it still applies. A no-op for a mail in
 * any other state.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function resendNotification(
  ctx: Ctx,
  input: z.input<typeof ResendNotification>,
): Promise<void> {
  requireStaff(ctx, 'notifications.write');
  const { notificationId } = ResendNotification.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx
      .select({ customerId: notifications.customerId, state: notifications.state })
      .from(notifications)
      .where(eq(notifications.id, notificationId))
      .for('update');
    const { customerId, state } = found(row);
    const back = await tctx.tx
      .update(notifications)
      .set({ state: 'queued', settledAt: null, dueAt: ctx.now, attempts: 0 })
      .where(
        and(
          eq(notifications.id, notificationId),
          inArray(notifications.state, [...resendableStates]),
        ),
      )
      .returning({ id: notifications.id });
    if (back.length === 0) return;
    await recordAudit(tctx, {
      action: 'notification.resend',
      subject: { kind: 'notification', id: notificationId },
      ...(customerId === null ? {} : { customerId }),
      before: { state },
    });
  });
}
