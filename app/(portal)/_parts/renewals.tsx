import type { SubscriberCtx } from '@/app/_auth/session';
import { Card } from '@/app/_ui/card';
import { listPortalServices } from '@/lib/screens/portal/services';
import { NextStep } from './next-step';
import { getWords } from './words';

/** Upcoming charges per service, because a balance alone does not show what it will pay for. */
export async function Renewals({ ctx }: { ctx: SubscriberCtx }) {
  const { t } = await getWords();
  const all = await listPortalServices(ctx, ctx.actor.customerId);
  const upcoming = all.filter(({ renewal }) => renewal.kind !== 'none');
  if (upcoming.length === 0) return null;
  return (
    <Card title={t('payment.next')}>
      <ul className="flex flex-col gap-4 divide-y divide-line">
        {upcoming.map((service) => (
          <li key={service.serviceId} className="flex flex-col gap-2 pt-4 first:pt-0">
            <p className="font-medium [overflow-wrap:anywhere]">
              {[service.itemName, service.mark].filter(Boolean).join(' · ')}
            </p>
            <NextStep service={service} now={ctx.now} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
