import { recordAudits } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import type { OrderRequest } from './order-input';
import { cancelOtherChanges } from './store';

/**
 * The change of plan that was confirmed last is the one that counts: others of the service that wait for their money
 * are cancelled, so that a payment for one of them cannot undo it. The sheet said so. The caller holds the service.
 */
export async function cancelReplaced(
  ctx: TxCtx,
  { orderId, customerId, request }: { orderId: string; customerId: number; request: OrderRequest },
): Promise<void> {
  if (request.kind !== 'plan_change') return;
  const { serviceId } = request;
  const cancelled = await cancelOtherChanges(ctx, { orderId, customerId, serviceId });
  await recordAudits(
    ctx,
    cancelled.map((id) => ({
      action: 'order.cancel',
      subject: { kind: 'order', id },
      customerId,
      after: { replacedBy: orderId },
    })),
  );
}
