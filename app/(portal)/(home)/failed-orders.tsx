import { getTranslations } from 'next-intl/server';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { listFailedOrders } from '@/lib/screens/portal/waiting-orders';
import { getWords } from '../_parts/words';
import { failureText } from '../_view/failure-text';

/** Orders that failed recently: why, where their money is, and where to order again. */
export async function FailedOrders() {
  const [ctx, words, errors] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    getTranslations('errors'),
  ]);
  const { t } = words;
  const failed = await listFailedOrders(ctx, { customerId: ctx.actor.customerId });
  const why = (key: string) => (errors.has(key as 'not_found') ? errors(key as 'not_found') : null);
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
      {failureText(words, order, why)}
    </Callout>
  ));
}
