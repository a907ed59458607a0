import { Clock } from 'lucide-react';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { listWaitingOrders, type WaitingOrder } from '@/lib/screens/portal/waiting-orders';
import { GiveUpOrder } from './give-up-order';
import { getWords, type Words } from './words';

/** Orders waiting for credit, with ways to pay or cancel them. Renders nothing when there are none. */
export async function WaitingOrders() {
  const [ctx, words] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const waiting = await listWaitingOrders(ctx, { customerId: ctx.actor.customerId });
  if (waiting.length === 0) return null;
  const { t } = words;
  return (
    <Card title={t('orders.waitingTitle')} description={t('orders.waitingText')}>
      <WaitingList words={words} waiting={waiting} />
    </Card>
  );
}

type WaitingListProps = {
  words: Words;
  waiting: readonly WaitingOrder[];
};

export function WaitingList({ words, waiting }: WaitingListProps) {
  const { t } = words;
  return (
    <ul aria-label={t('orders.waitingTitle')} className="divide-y divide-line">
      {waiting.map((order) => (
        <li
          key={order.orderId}
          className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
        >
          <Waiting words={words} order={order} />
        </li>
      ))}
    </ul>
  );
}

function Waiting({ words: { t, f }, order }: { words: Words; order: WaitingOrder }) {
  const { orderId, standing } = order;
  const isPayable = standing.kind === 'holds';
  return (
    <>
      <div className="flex min-w-0 gap-2.5">
        <Clock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-muted" />
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-medium">
            {t(`orders.named.${order.kind}`, { item: order.itemName })} ·{' '}
            {f.money(order.totalMinor)}
          </p>
          <p className="text-ink-muted text-xs">
            {isPayable
              ? t('orders.expires', { time: f.dateTime(order.expiresAt) })
              : t(`orders.stale.${standing.kind}.title`)}
          </p>
        </div>
      </div>
      <div className="flex gap-2">
        <LinkButton href={`/orders/${orderId}`} variant="soft" size="sm">
          {t(isPayable ? 'orders.pay' : 'orders.look')}
        </LinkButton>
        <GiveUpOrder orderId={orderId} label={t('orders.cancel')} size="sm" />
      </div>
    </>
  );
}
