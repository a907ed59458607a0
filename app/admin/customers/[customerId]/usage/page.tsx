import { ChartColumn } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { UsageChart } from '@/app/_charts/usage-chart';
import { idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { Meter } from '@/app/_ui/meter';
import { Stat } from '@/app/_ui/stat';
import { Segmented } from '@/app/_ui/tabs';
import { HeldReadings } from '@/app/admin/_held-usage/held-readings';
import { listHeldReadings } from '@/lib/screens/admin/held-usage';
import { listServiceCards, type ServiceCard } from '@/lib/screens/admin/service-cards';
import { type DataLeft, getDataLeft, listUsageSeries } from '@/lib/screens/shared/usage';
import { type SeriesRange, seriesRanges } from '@/lib/usage/rules/slots';

type PageProps = {
  params: Promise<{ customerId: string }>;
  searchParams: Promise<{ service?: string; range?: string }>;
};

/** Step labels of the graph by range; steps shorter than an hour use the hour's labels. */
const stepOf = { hour: 'hour', day: 'hour', week: 'day', month: 'day', year: 'month' } as const;

export default async function UsagePage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('usage.read');
  const customerId = idFromPath((await params).customerId);
  const asked = await searchParams;
  const [t, cards] = await Promise.all([
    getTranslations('admin-customers.usage'),
    listServiceCards(ctx, { customerId, withArchived: true }),
  ]);
  const metered = cards.filter(({ kind }) => kind === 'internet');
  const chosen = metered.find(({ serviceId }) => String(serviceId) === asked.service) ?? metered[0];
  const range = seriesRanges.find((one) => one === asked.range) ?? 'month';
  if (!chosen) {
    return (
      <Card>
        <EmptyState icon={<ChartColumn aria-hidden />} title={t('noServices')} />
      </Card>
    );
  }
  const href = (serviceId: number, to: SeriesRange) =>
    `/admin/customers/${customerId}/usage?service=${serviceId}&range=${to}`;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap justify-between gap-3">
        <Segmented
          label={t('service')}
          current={String(chosen.serviceId)}
          tabs={metered.map((card) => ({
            id: String(card.serviceId),
            label: card.login ?? card.itemName,
            href: href(card.serviceId, range),
          }))}
        />
        <Segmented
          label={t('range')}
          current={range}
          tabs={seriesRanges.map((one) => ({
            id: one,
            label: t(`ranges.${one}`),
            href: href(chosen.serviceId, one),
          }))}
        />
      </div>
      <UsageOf ctx={ctx} card={chosen} range={range} />
    </div>
  );
}

async function UsageOf({
  ctx,
  card,
  range,
}: {
  ctx: StaffCtx;
  card: ServiceCard;
  range: SeriesRange;
}) {
  const { serviceId } = card;
  const [t, f, series, data, held] = await Promise.all([
    getTranslations('admin-customers.usage'),
    getOperatorFormats(),
    listUsageSeries(ctx, { serviceId, range, at: ctx.now }),
    getDataLeft(ctx, serviceId),
    listHeldReadings(ctx, { serviceId }),
  ]);
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-3">
        <DataLeftStat data={data} />
        <Stat
          label={t('down')}
          value={f.bytes(series.totalDownBytes)}
          caption={t(`ranges.${range}`)}
        />
        <Stat label={t('up')} value={f.bytes(series.totalUpBytes)} caption={t(`ranges.${range}`)} />
      </div>
      <Card
        title={t('title')}
        description={[card.itemName, card.login].filter(Boolean).join(' · ')}
      >
        <UsageChart
          f={f}
          label={t('title')}
          series={{
            starts: series.startsAtMs.map((ms) => ms / 1000),
            down: series.downBytes,
            up: series.upBytes,
          }}
          step={stepOf[range]}
          note={
            series.asOf === null
              ? t('neverRead')
              : t('asOf', { time: f.dateTime(series.asOf), zone: series.timeZone })
          }
        />
      </Card>
      {held.length > 0 && (
        <Card
          title={t('held.title')}
          description={`${t('held.total', { bytes: f.bytes(data.heldBytes) })}. ${t('held.text')}`}
          flush
        >
          <HeldReadings ctx={ctx} rows={held} withCustomer={false} />
        </Card>
      )}
    </>
  );
}

async function DataLeftStat({ data }: { data: DataLeft }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-customers.usage'),
    getOperatorFormats(),
  ]);
  if (!data.isLimited) return <Stat label={t('left')} value={t('unlimited')} />;
  const { used: left, total } = f.bytesOf(data.leftBytes, data.grantedBytes);
  const ratio = data.grantedBytes === 0n ? 0 : Number(data.leftBytes) / Number(data.grantedBytes);
  return (
    <Stat
      label={t('left')}
      value={f.bytes(data.leftBytes)}
      chart={
        <Meter
          ratio={ratio}
          label={t('left')}
          value={t('leftOf', { left, granted: total })}
          tone={ratio < 0.1 ? 'danger' : 'accent'}
        />
      }
    />
  );
}
