import { Clock } from 'lucide-react';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { listOrders } from '@/lib/orders/queries';
import { isOpen } from '@/lib/orders/rules';
import { giveUpOrder } from './actions';
import { getWords } from './words';

/** Orders that wait for credit: how to pay for them, and how to give them up. Nothing when there are none. */
export async function WaitingOrders() {
  const [ctx, { t, f }] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const { customerId } = ctx.actor;
  const all = await listOrders(ctx, { customerId, limit: 50 });
  const waiting = all.filter((order) => isOpen(order, ctx.now));
  if (waiting.length === 0) return null;
  return (
    <Card title={t('orders.waitingTitle')} description={t('orders.waitingText')}>
      <ul className="divide-y divide-line">
        {waiting.map((order) => (
          <li
            key={order.orderId}
            className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
          >
            <div className="flex min-w-0 gap-2.5">
              <Clock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-muted" />
              <div className="min-w-0">
                <p className="font-medium">
                  {t(`orders.kind.${order.kind}`)} · {f.money(order.totalMinor)}
                </p>
                <p className="text-ink-muted text-xs">
                  {t('orders.expires', { time: f.dateTime(order.expiresAt) })}
                </p>
              </div>
            </div>
            <div className="flex gap-2">
              <LinkButton href={`/orders/${order.orderId}`} variant="soft" size="sm">
                {t('orders.pay')}
              </LinkButton>
              <Form action={giveUpOrder}>
                <input type="hidden" name="orderId" value={order.orderId} />
                <SubmitButton variant="ghost" size="sm">
                  {t('orders.cancel')}
                </SubmitButton>
              </Form>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
