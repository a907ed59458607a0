import { inTransaction } from '@/db/transaction';
import { recordAudits } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { sweptBefore } from './rules';
import { cancelExpired } from './store';

const PER_CHUNK = 500;

/**
 * Cancels expired orders, so that they neither show as open nor buy anything later. An order locked by a
 * payment is skipped. Idempotent: late, duplicate and concurrent runs find nothing to do.
 */
export async function expireWaitingOrders(ctx: Ctx): Promise<{ expired: number; more: boolean }> {
  requireStaffOrSystem(ctx, 'jobs.write');
  return inTransaction(ctx, async (tctx) => {
    const expired = await cancelExpired(tctx, { before: sweptBefore(ctx.now), limit: PER_CHUNK });
    await recordAudits(
      tctx,
      expired.map(({ orderId, customerId }) => ({
        action: 'order.expire',
        subject: { kind: 'order', id: orderId },
        customerId,
      })),
    );
    return { expired: expired.length, more: expired.length === PER_CHUNK };
  });
}
