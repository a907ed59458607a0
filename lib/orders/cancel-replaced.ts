import { recordAudits } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import type { OrderRequest } from './order-input';
import { cancelOtherChanges } from './store';

/**
 * Cancels the service's other plan changes that wait for payment, so that a payment for one of them cannot
 * undo this one; the latest confirmed change wins, as the confirm sheet said. The caller has locked the
 * service.
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
