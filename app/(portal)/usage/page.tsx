import { BarChart3 } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { Segmented } from '@/app/_ui/tabs';
import { listPortalServices, type PortalService } from '@/lib/screens/portal/services';
import { idFrom } from '../_parts/reading';
import { getWords, type Words } from '../_parts/words';
import { DataSummary } from './data-summary';
import { Graph } from './graph';
import { addressOf, type UsageAsk, usageAsk, usageRanges } from './usage-address';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('nav.usage') };
}

type UsagePageProps = {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function UsagePage({ searchParams }: UsagePageProps) {
  const ctx = await requireSubscriberCtx();
  const [words, all, params] = await Promise.all([
    getWords(),
    listPortalServices(ctx, ctx.actor.customerId),
    searchParams,
  ]);
  const { t } = words;
  const services = all.filter(({ data }) => data !== null);
  const ask = usageAsk(params, ctx.now);
  const service = chosen(services, params['service']);
  return (
    <>
      <PageHeader title={t('nav.usage')} description={t('usage.intro')} />
      {service === undefined ? (
        <EmptyState
          icon={<BarChart3 aria-hidden />}
          title={t('usage.noneTitle')}
          action={
            <LinkButton href="/plans" variant="primary">
              {t('home.choosePlan')}
            </LinkButton>
          }
        >
          {t('usage.noneText')}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-4">
          {services.length > 1 && <ServiceTabs {...{ words, services, service, ask }} />}
          <DataSummary service={service} />
          <Card>
            <Segmented
              label={t('usage.range')}
              current={ask.range}
              className="mb-4"
              tabs={usageRanges
                .filter((range) => range !== 'period' || service.data?.isLimited === true)
                .map((range) => ({
                  id: range,
                  label: <span className="whitespace-nowrap">{t(`usage.ranges.${range}`)}</span>,
                  href: addressOf(service.serviceId, { ...ask, range, at: null }),
                }))}
            />
            <Graph ctx={ctx} service={service} ask={ask} />
          </Card>
          <p className="max-w-prose text-pretty text-ink-muted text-xs">{t('usage.differences')}</p>
        </div>
      )}
    </>
  );
}

/** The service in the address; another customer's service does not exist here. */
function chosen(
  services: readonly PortalService[],
  asked: string | string[] | undefined,
): PortalService | undefined {
  if (typeof asked !== 'string') return services[0];
  const serviceId = idFrom(asked);
  return services.find((service) => service.serviceId === serviceId) ?? notFound();
}

type ServiceTabsProps = {
  words: Words;
  services: readonly PortalService[];
  service: PortalService;
  ask: UsageAsk;
};

function ServiceTabs({ words: { t }, services, service, ask }: ServiceTabsProps) {
  return (
    <Segmented
      label={t('usage.service')}
      current={String(service.serviceId)}
      tabs={services.map(({ serviceId, itemName, login }) => ({
        id: String(serviceId),
        label: login === null ? itemName : `${itemName} · ${login}`,
        href: addressOf(serviceId, ask),
      }))}
    />
  );
}
