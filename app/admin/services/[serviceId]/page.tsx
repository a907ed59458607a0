import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { StatusReasons } from '@/app/admin/_service-view/service-status';
import { TimelineList } from '@/app/admin/_shared/timeline-list';
import { can } from '@/lib/authorise/rights';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { listServiceHistory } from '@/lib/screens/admin/service-history';
import { listServiceTimeline } from '@/lib/screens/shared/timeline';
import { DiscountCard, MoneyCard, NetworkCard, PlaceCard } from './_parts/fact-cards';
import { HistoryCard } from './_parts/history-card';
import { NotConnected } from './_parts/not-connected';
import { PeriodsCard } from './_parts/periods-card';
import { PlannedCard } from './_parts/planned-card';
import { RouterCard } from './_parts/router-card';
import { RouterRefused } from './_parts/router-refused';
import { SessionCard, SessionCardSkeleton } from './_parts/session-card';

type PageProps = {
  params: Promise<{ serviceId: string }>;
  searchParams: Promise<{ before?: string | string[]; periods?: string | string[] }>;
};

/** One service in full: status, cost, configuration and history. */
export default async function ServicePage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('services.read');
  const serviceId = idFromPath((await params).serviceId);
  const asked = await searchParams;
  const [t, f, service, history, timeline] = await Promise.all([
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
    foundPage(getServiceDetail(ctx, serviceId)),
    listServiceHistory(ctx, { serviceId, before: numberOf(asked.before, 15) }),
    listServiceTimeline(ctx, { serviceId, limit: 12 }),
  ]);
  const { role } = ctx.actor;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <NotConnected
        service={service}
        canMend={can(role, 'services.write')}
        className="lg:col-span-2"
      />
      <RouterRefused
        service={service}
        canMend={can(role, 'services.write')}
        className="lg:col-span-2"
      />
      <div className="flex min-w-0 flex-col gap-5">
        <Card title={t('reasons')}>
          <StatusReasons card={service} f={f} />
        </Card>
        <MoneyCard service={service} />
        <DiscountCard service={service} />
        <PlannedCard
          {...{ ctx, service }}
          canCancel={{
            change: can(role, 'services.write'),
            next_plan: can(role, 'orders.write'),
          }}
        />
        <PlaceCard service={service} />
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <RouterCard {...{ ctx, service, canPush: can(role, 'services.write') }} />
        {service.accessMethod !== null && (
          <Suspense fallback={<SessionCardSkeleton />}>
            <SessionCard
              {...{ ctx, serviceId, canKick: can(role, 'services.write') }}
              hasLogin={service.accessMethod !== 'static'}
            />
          </Suspense>
        )}
        {service.kind === 'internet' && <NetworkCard service={service} />}
        <Card
          title={t('timeline')}
          footer={
            <LinkButton
              href={`/admin/customers/${service.customerId}/timeline`}
              variant="ghost"
              size="sm"
            >
              {t('timelineAll')}
            </LinkButton>
          }
        >
          <TimelineList events={timeline.events} />
        </Card>
      </div>
      <PeriodsCard ctx={ctx} serviceId={serviceId} before={numberOf(asked.periods, 9)} />
      <HistoryCard serviceId={serviceId} history={history} />
    </div>
  );
}

/** Parses a list's cursor from the address; undefined, the beginning, for anything else. */
function numberOf(text: string | string[] | undefined, digits: number): number | undefined {
  const isNumber = typeof text === 'string' && text.length <= digits && /^\d+$/.test(text);
  return isNumber ? Number(text) : undefined;
}
