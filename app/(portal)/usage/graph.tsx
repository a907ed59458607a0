import type { SubscriberCtx } from '@/app/_auth/session';
import { UsageChart } from '@/app/_charts/usage-chart';
import type { UsageStep } from '@/app/_charts/usage-series';
import { LinkButton } from '@/app/_ui/button';
import { Segmented } from '@/app/_ui/tabs';
import type { PortalService } from '@/lib/screens/portal/services';
import { listUsageSeries, type UsageSeries } from '@/lib/screens/shared/usage';
import type { SeriesRange } from '@/lib/usage/rules/slots';
import { getWords, type Words } from '../_parts/words';
import { periodSeries } from './period-series';
import { addressOf, type UsageAsk, type UsageRange } from './usage-address';

type GraphProps = {
  ctx: SubscriberCtx;
  service: PortalService;
  ask: UsageAsk;
};

const steps: Record<UsageRange, UsageStep> = {
  hour: 'hour',
  day: 'hour',
  week: 'day',
  month: 'day',
  period: 'day',
  year: 'month',
};

/** Traffic of one time range, with links to the neighbouring ranges. */
export async function Graph({ ctx, service, ask }: GraphProps) {
  const words = await getWords();
  const { t, f } = words;
  const series = await seriesOf(ctx, service, ask);
  const asOf =
    series.asOf === null
      ? t('usage.notYet', { zone: series.timeZone })
      : t('usage.asOf', { time: f.dateTime(series.asOf), zone: series.timeZone });
  const title = titleOf(words, ask.range, series);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold text-base">{title}</h2>
        <Segmented
          label={t('usage.view')}
          current={ask.view}
          tabs={(['bars', 'cumulative'] as const).map((view) => ({
            id: view,
            label: t(`usage.views.${view}`),
            href: addressOf(service.serviceId, { ...ask, view }),
          }))}
        />
      </div>
      <UsageChart
        f={f}
        label={t('usage.chartOf', { service: service.itemName, time: title })}
        series={plainOf(series)}
        step={steps[ask.range]}
        view={ask.view}
        {...linesOf(ask.range, series)}
        note={asOf}
      />
      <Neighbours {...{ words, ctx, service, ask, series }} />
    </>
  );
}

function seriesOf(ctx: SubscriberCtx, service: PortalService, ask: UsageAsk): Promise<UsageSeries> {
  const { serviceId, data } = service;
  if (ask.range !== 'period') return read(ctx, serviceId, ask.range, ask.at ?? ctx.now);
  const startsMs = data?.buckets.map(({ startsAt }) => startsAt.getTime()) ?? [];
  const since = new Date(startsMs.length > 0 ? Math.min(...startsMs) : ctx.now.getTime());
  return periodSeries(ctx, { serviceId, since, until: data?.expiresAt ?? ctx.now });
}

function read(ctx: SubscriberCtx, serviceId: number, range: SeriesRange, at: Date) {
  return listUsageSeries(ctx, { serviceId, range, at });
}

function plainOf({ startsAtMs, downBytes, upBytes }: UsageSeries) {
  return { starts: startsAtMs.map((ms) => ms / 1000), down: downBytes, up: upBytes };
}

/** The limit applies to the data in force, so its line is drawn only for that data's range. */
function linesOf(range: UsageRange, { cap, projection }: UsageSeries) {
  if (range !== 'period' || cap === null || cap.direction !== 'both') return {};
  const granted = Number(cap.grantedBytes);
  const projectedBytes =
    projection.kind === 'lasts' ? granted - Number(projection.leftBytes) : undefined;
  return { capBytes: granted, projectedBytes };
}

function titleOf({ t, f }: Words, range: UsageRange, series: UsageSeries): string {
  const first = new Date(series.startsAtMs[0] ?? series.endsAtMs);
  const end = new Date(series.endsAtMs);
  const last = new Date(series.startsAtMs.at(-1) ?? series.endsAtMs);
  switch (range) {
    case 'hour':
      return t('usage.span', { from: f.dateTime(first), to: f.time(end) });
    case 'day':
      return f.date(first);
    case 'week':
    case 'period':
      return t('usage.span', { from: f.date(first), to: f.date(last) });
    case 'month':
      return f.month(first);
    case 'year':
      return String(new Date(last).getUTCFullYear());
  }
}

type NeighboursProps = GraphProps & {
  words: Words;
  series: UsageSeries;
};

function Neighbours({ words: { t }, ctx, service, ask, series }: NeighboursProps) {
  if (ask.range === 'period') return null;
  const { serviceId } = service;
  const startMs = series.startsAtMs[0] ?? series.endsAtMs;
  // A week ends with its last day, so the previous week is named by that day.
  const earlier = new Date(startMs - 1);
  const lengthMs = series.endsAtMs - startMs;
  const later = new Date(
    ask.range === 'week' || ask.range === 'hour' ? series.endsAtMs + lengthMs - 1 : series.endsAtMs,
  );
  return (
    <nav aria-label={t('usage.neighbours')} className="mt-4 flex flex-wrap gap-2">
      <LinkButton href={addressOf(serviceId, { ...ask, at: earlier })} size="sm" scroll={false}>
        {t('usage.earlier')}
      </LinkButton>
      {series.endsAtMs <= ctx.now.getTime() && (
        <LinkButton href={addressOf(serviceId, { ...ask, at: later })} size="sm" scroll={false}>
          {t('usage.later')}
        </LinkButton>
      )}
    </nav>
  );
}
