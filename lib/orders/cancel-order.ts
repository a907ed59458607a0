import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { closeOrder, lockOrder } from './store';

export const CancelOrder = z.object({ orderId: z.uuid(), customerId: z.number().int().positive() });

/** Cancels a waiting order; credit that arrives later stays in the wallet. */
export async function cancelOrder(ctx: Ctx, input: z.infer<typeof CancelOrder>): Promise<void> {
  const ids = CancelOrder.parse(input);
  requireCustomerAccess(ctx, ids.customerId, 'orders.write');
  await inTransaction(ctx, async (tctx) => {
    const order = found(await lockOrder(tctx, ids));
    if (order.state === 'cancelled') return;
    if (order.state !== 'waiting')
      refuse('invalid-state', 'order_not_waiting', { state: order.state });
    await closeOrder(tctx, order.id, { state: 'cancelled' });
    await recordAudit(tctx, {
      action: 'order.cancel',
      subject: { kind: 'order', id: order.id },
      customerId: ids.customerId,
    });
  });
}
