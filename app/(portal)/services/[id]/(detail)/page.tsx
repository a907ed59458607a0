import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { getPortalService, type PortalService } from '@/lib/screens/portal/services';
import { listWaitingOrders } from '@/lib/screens/portal/waiting-orders';
import { listServiceTimeline } from '@/lib/screens/shared/timeline';
import { isStandstill } from '@/lib/services/rules';
import { DataGauge, hasGauge } from '../../../_parts/data-gauge';
import { History } from '../../../_parts/history';
import { NextStep } from '../../../_parts/next-step';
import { PlannedList } from '../../../_parts/planned';
import { idFrom, orNotFound } from '../../../_parts/reading';
import { RouterLine } from '../../../_parts/router-line';
import { ServiceReason } from '../../../_parts/service-reason';
import { ServiceStatus } from '../../../_parts/service-status';
import { SyncHelp } from '../../../_parts/sync-help';
import { WaitingList } from '../../../_parts/waiting-orders';
import { getWords, priceText, speedText, type Words } from '../../../_parts/words';
import { Buckets } from './buckets';
import { Packs } from './packs';
import { PauseCard } from './pause-card';

type ServicePageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
};

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('service.title') };
}

export default async function ServicePage({ params, searchParams }: ServicePageProps) {
  const [ctx, words, asked, { before }] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    params,
    searchParams,
  ]);
  const serviceId = idFrom(asked.id);
  const service = await orNotFound(getPortalService(ctx, serviceId));
  const { customerId } = ctx.actor;
  const [timeline, waiting] = await Promise.all([
    listServiceTimeline(ctx, { serviceId, before: momentOf(before), limit: 25 }),
    listWaitingOrders(ctx, { customerId, serviceId }),
  ]);
  const { t } = words;
  const isFailing = service.onRouter.kind === 'activating' && service.onRouter.failure !== null;
  const own = `/services/${serviceId}`;
  return (
    <>
      <PageHeader
        title={service.itemName}
        description={service.description === '' ? undefined : service.description}
        crumbs={[{ label: t('nav.home'), href: '/' }]}
        badge={<ServiceStatus {...service} />}
        actions={
          <>
            {service.can.changePlan && (
              <LinkButton href={`/plans?service=${serviceId}`}>{t('plans.change')}</LinkButton>
            )}
            {service.data !== null && (
              <LinkButton href={`/usage?service=${serviceId}`}>{t('usage.title')}</LinkButton>
            )}
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <ServiceReason service={service} />
          <Card>
            <div className="flex flex-col items-center gap-5 sm:flex-row sm:gap-7">
              {service.data !== null && hasGauge(service.data) && <DataGauge data={service.data} />}
              <div className="flex w-full min-w-0 flex-1 flex-col gap-3">
                <NextStep service={service} now={ctx.now} />
                <RouterLine service={service} now={ctx.now} />
                {service.renewal.kind === 'none' && service.reasons.length === 0 && (
                  <p className="text-ink-muted">{t('service.noRenewal')}</p>
                )}
              </div>
            </div>
          </Card>
          {service.planned.length + waiting.length > 0 && (
            <Card title={t('planned.title')}>
              <div className="flex flex-col divide-y divide-line">
                {waiting.length > 0 && <WaitingList words={words} waiting={waiting} />}
                {service.planned.length > 0 && <PlannedList service={service} />}
              </div>
            </Card>
          )}
          {isFailing && <SyncHelp serviceId={serviceId} reference={`S-${serviceId}`} />}
          {service.data?.isLimited === true && service.renewal.kind !== 'connects' && (
            <Buckets
              data={service.data}
              renewal={service.renewal}
              standsStill={service.reasons.some(({ reason }) => isStandstill(reason))}
            />
          )}
          <Packs service={service} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title={t('service.facts')}>
            <KeyValueList items={factsOf(words, service)} />
          </Card>
          <PauseCard service={service} />
          <Card title={t('history.title')}>
            <History events={timeline.events} />
            <nav aria-label={t('history.title')} className="mt-4 flex gap-2 empty:hidden">
              {before !== undefined && (
                <LinkButton href={own} size="sm">
                  {t('history.newest')}
                </LinkButton>
              )}
              {timeline.before !== null && (
                <LinkButton href={`${own}?before=${timeline.before.getTime()}`} size="sm">
                  {t('history.earlier')}
                </LinkButton>
              )}
            </nav>
          </Card>
        </div>
      </div>
    </>
  );
}

/** Parses milliseconds from the address; anything else means the newest page. */
function momentOf(text: string | string[] | undefined): Date | undefined {
  return typeof text === 'string' && /^\d{10,14}$/.test(text) ? new Date(Number(text)) : undefined;
}

function factsOf(words: Words, service: PortalService): KeyValue[] {
  const { t, f } = words;
  const { accessMethod, login, endDate } = service;
  const speed = speedText(words, service);
  const facts: (KeyValue | false)[] = [
    {
      id: 'price',
      label: t('service.price'),
      value: priceText(words, service.renewalPriceMinor, service.interval),
    },
    speed !== undefined && { id: 'speed', label: t('service.speed'), value: speed },
    { id: 'start', label: t('service.since'), value: f.date(service.startDate) },
    endDate !== null && { id: 'end', label: t('service.end'), value: f.date(endDate) },
    accessMethod !== null && {
      id: 'access',
      label: t('service.access'),
      value: t(`access.${accessMethod}`),
    },
    login !== null && {
      id: 'login',
      label: t('service.login'),
      value: <span className="select-all font-mono">{login}</span>,
    },
  ];
  return facts.filter((fact) => fact !== false);
}
