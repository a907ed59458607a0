import { csvResponse } from '@/app/_operator/csv-response';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffRoute } from '@/app/_operator/staff-route';
import { FORECAST_SECONDS_ON_PAGE, getForecast } from '@/lib/calendar/forecast/get-forecast';
import type { ForecastDay } from '@/lib/calendar/forecast/rules';
import { loadAsk } from '../_parts/ask';

export const dynamic = 'force-dynamic';

const columns = [
  'day',
  'renewals',
  'charged',
  'posted_to_account',
  'given_back',
  'withheld',
  'withheld_amount',
  'services_ended',
  'services_resumed',
  'allowances_expiring',
  'bytes_expiring',
  'changes_applied',
  'changes_failed',
  'missed',
];

/** The forecast by day as CSV: totals, no names. */
export const GET = staffRoute(['export', 'payments.read'], async (ctx, request) => {
  const ask = loadAsk(request.nextUrl.searchParams);
  const forecast = await getForecast(ctx, {
    days: ask.days,
    siteId: ask.site,
    signal: AbortSignal.any([
      request.signal,
      AbortSignal.timeout(FORECAST_SECONDS_ON_PAGE * 1_000),
    ]),
  });
  if (forecast === 'busy') {
    return new Response('Another forecast is under way. Try again in a moment.', { status: 503 });
  }
  const { days } = forecast;
  const { moneyInput } = await getOperatorFormats();
  async function* rows() {
    for (const day of days) yield lineOf(day, moneyInput);
  }
  return csvResponse({ columns, rows: rows(), fileName: 'forecast.csv' });
});

function lineOf(day: ForecastDay, plain: (minor: bigint) => string): unknown[] {
  return [
    day.day,
    day.renewed.count,
    plain(day.charged.amount),
    plain(day.invoiced.amount),
    plain(day.refunded.amount),
    day.withheld.count,
    plain(day.withheld.amount),
    day.ended.count,
    day.resumed.count,
    day.expiring.count,
    day.expiring.amount.toString(),
    day.change_applied.count,
    day.change_failed.count,
    day.missed.count,
  ];
}
