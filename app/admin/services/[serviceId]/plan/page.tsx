import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { planTargetsOf, readFormChoices } from '@/app/admin/_service-form/form-choices';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { PlanChoice } from './plan-choice';
import { keyOf, NoPlanPreview, PlanPreview } from './plan-preview';

type PageProps = {
  params: Promise<{ serviceId: string }>;
  searchParams: Promise<{ item?: string; moment?: string; was?: string | string[]; live?: string }>;
};

/** Choose, preview, confirm: the choice is in the address, so that it can be shared. */
export default async function PlanPage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('orders.write');
  const serviceId = idFromPath((await params).serviceId);
  const { item, moment, was, live } = await searchParams;
  const [t, f, service] = await Promise.all([
    getTranslations('admin-services.plan'),
    getOperatorFormats(),
    foundPage(getServiceDetail(ctx, serviceId)),
  ]);
  const { customerId } = service;
  const targets = planTargetsOf(await readFormChoices(ctx, { customerId, serviceId }), service);
  const chosen = targets.find(({ itemId }) => String(itemId) === item);
  const when = moment === 'period_end' ? 'period_end' : 'now';
  const compared = typeof was === 'string' ? was : undefined;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Card
        title={t('title')}
        description={t('present', {
          name: service.itemName,
          price: f.money(service.priceTodayMinor),
        })}
      >
        {targets.length === 0 ? (
          <EmptyState title={t('none')} />
        ) : (
          <PlanChoice
            serviceId={serviceId}
            items={targets}
            chosen={chosen === undefined ? undefined : { itemId: chosen.itemId, moment: when }}
          />
        )}
      </Card>
      {chosen ? (
        <PlanPreview
          ctx={ctx}
          customerId={customerId}
          was={compared}
          isLive={live !== undefined}
          request={{ kind: 'plan_change', serviceId, itemId: chosen.itemId, moment: when }}
        />
      ) : (
        typeof item === 'string' &&
        item !== '' && (
          <NoPlanPreview
            serviceId={serviceId}
            sheetKey={keyOf({ itemId: item, moment: when }, compared)}
            reason={t('notOffered')}
          />
        )
      )}
    </div>
  );
}
