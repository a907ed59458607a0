import { getTranslations } from 'next-intl/server';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { type FailedOrder, listFailedOrders } from '@/lib/screens/portal/waiting-orders';
import { getWords } from '../_parts/words';

/** Orders that failed recently: why, where their money is, and where to order again. */
export async function FailedOrders() {
  const [ctx, { t, f }, errors] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    getTranslations('errors'),
  ]);
  const failed = await listFailedOrders(ctx, { customerId: ctx.actor.customerId });
  // The title says where the money is, so a reason that says so too has words of its own here.
  const why = ({ failure, failedAt }: FailedOrder) => {
    if (failure === 'quote_changed' || failure === 'offer_gone')
      return t(`orders.failedWhy.${failure}`);
    if (failure === null || !errors.has(failure as 'not_found')) return t('orders.failedNext');
    const was = { time: f.dateTime(failedAt), why: errors(failure as 'not_found') };
    return `${t('orders.failedThen', was)} ${t('orders.failedNext')}`;
  };
  return failed.map((order) => (
    <Callout
      key={order.orderId}
      tone="warning"
      title={t(`trace.order.${order.kind}.failed`, { item: order.itemName })}
      action={
        <LinkButton href={`/orders/${order.orderId}`} size="sm">
          {t('payment.toOrder')}
        </LinkButton>
      }
    >
      {why(order)}
    </Callout>
  ));
}
