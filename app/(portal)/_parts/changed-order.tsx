import type { SubscriberCtx } from '@/app/_auth/session';
import { ComparedOffer } from '@/app/_operator/compared-offer';
import type { OrderRequest } from '@/lib/orders/order-input';
import { previewOrder } from '@/lib/orders/preview-order';
import { outcomeOrNull } from './reading';
import { getWords } from './words';

type ChangedOrderProps = {
  ctx: SubscriberCtx;
  request: OrderRequest;
  /** The confirmed quote, sealed. */
  was: string;
};

/** Compares an order whose offer has changed with the offer of today; renders nothing when there is none. */
export async function ChangedOrder({ ctx, request, was }: ChangedOrderProps) {
  const { customerId } = ctx.actor;
  const preview = await outcomeOrNull(previewOrder(ctx, { customerId, request, was }));
  if (!preview?.ok || preview.value.compared === null) return null;
  const { t } = await getWords();
  return (
    <ComparedOffer
      compared={preview.value.compared}
      title={t('orders.compared')}
      again={t('sheet.againText')}
    />
  );
}
