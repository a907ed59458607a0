import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { DayBars } from '@/app/_charts/day-bars';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { Stat } from '@/app/_ui/stat';
import {
  FORECAST_SECONDS_ON_PAGE,
  type Forecast,
  getForecast,
} from '@/lib/calendar/forecast/get-forecast';
import type { ForecastDay } from '@/lib/calendar/forecast/rules';
import { DayTable } from '../_list/day-table';
import { WithheldTable } from '../_list/withheld-table';
import type { Ask } from '../_parts/ask';

/** Runs the forecast. With many services it takes a while, so the page around it renders first. */
export async function ForecastView({ ctx, ask }: { ctx: StaffCtx; ask: Ask }) {
  const [t, forecast] = await Promise.all([
    getTranslations('admin-forecast'),
    getForecast(ctx, {
      days: ask.days,
      siteId: ask.site,
      signal: AbortSignal.timeout(FORECAST_SECONDS_ON_PAGE * 1_000),
    }),
  ]);
  if (forecast === 'busy') return <Callout tone="info">{t('busy')}</Callout>;
  return (
    <div className="flex flex-col gap-5">
      <Notes forecast={forecast} ask={ask} />
      <Totals forecast={forecast} />
      <Card title={t('chart.title')}>
        <Chart days={forecast.days} />
      </Card>
      <Card title={t('table.title')} description={t('table.text')} flush>
        <DayTable days={forecast.days} />
      </Card>
      <Card title={t('withheld.title')} description={t('withheld.text')} flush>
        <WithheldTable forecast={forecast} />
      </Card>
    </div>
  );
}

async function Notes({ forecast, ask }: { forecast: Forecast; ask: Ask }) {
  const t = await getTranslations('admin-forecast');
  const { days, totals, isComplete, services } = forecast;
  return (
    <>
      {!isComplete && (
        <Callout tone="warning" title={t('cut.title')}>
          {t('cut.text', { days: days.length, asked: ask.days })}
        </Callout>
      )}
      {totals.parked.count > 0 && (
        <Callout tone="danger" title={t('parked.title', { count: totals.parked.count })}>
          {t('parked.text')}
        </Callout>
      )}
      <p className="max-w-prose text-ink-muted">{t('basis', { count: services })}</p>
    </>
  );
}

async function Totals({ forecast: { totals } }: { forecast: Forecast }) {
  const [t, f] = await Promise.all([getTranslations('admin-forecast.total'), getOperatorFormats()]);
  const { charged, invoiced, refunded, renewed, withheld, ended, expiring } = totals;
  const besides = [
    t('renewals', { count: renewed.count }),
    invoiced.amount > 0n && t('invoiced', { amount: f.money(invoiced.amount) }),
    refunded.amount > 0n && t('refunded', { amount: f.money(refunded.amount) }),
  ];
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <Stat
        label={t('charged')}
        value={f.money(charged.amount)}
        caption={besides.filter((part) => part !== false).join(' · ')}
      />
      <Stat
        label={t('withheld')}
        value={f.money(withheld.amount)}
        tone={withheld.count > 0 ? 'warning' : 'positive'}
        caption={t('periods', { count: withheld.count })}
      />
      <Stat
        label={t('ended')}
        value={f.count(ended.count)}
        caption={t('changes', {
          applied: totals.change_applied.count,
          failed: totals.change_failed.count,
        })}
      />
      <Stat
        label={t('expiring')}
        value={f.bytes(expiring.amount)}
        caption={t('allowances', { count: expiring.count })}
      />
    </div>
  );
}

async function Chart({ days }: { days: readonly ForecastDay[] }) {
  const [t, f] = await Promise.all([getTranslations('admin-forecast.chart'), getOperatorFormats()]);
  const taken = (day: ForecastDay) => day.charged.amount + day.invoiced.amount;
  const largest = days.reduce((most, day) => {
    const sum = taken(day) + day.withheld.amount;
    return sum > most ? sum : most;
  }, 0n);
  const textOf = (day: ForecastDay) =>
    t('day', {
      day: f.date(day.day),
      charged: f.money(taken(day)),
      withheld: f.money(day.withheld.amount),
    });
  const busiest = days.reduce<ForecastDay | undefined>(
    (best, day) => (best === undefined || taken(day) > taken(best) ? day : best),
    undefined,
  );
  return (
    <DayBars
      label={busiest === undefined ? t('nothing') : t('label', { peak: textOf(busiest) })}
      top={f.money(largest)}
      series={[
        { id: 'charged', name: t('charged') },
        { id: 'withheld', name: t('withheld') },
      ]}
      days={days.map((day) => ({
        id: day.day,
        name: f.dateShort(day.day),
        values: [Number(taken(day)), Number(day.withheld.amount)],
        text: textOf(day),
      }))}
    />
  );
}
