import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { type Forecast, getForecast, listMeasures } from '@/lib/calendar/forecast/get-forecast';
import {
  type ForecastDay,
  foldDays,
  forecastMeasures,
  totalsOf,
} from '@/lib/calendar/forecast/rules';
import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { brokenLedgerRules, givenOperator, staffCtx } from '@/tests/support/fixtures';
import { diceOf, givenMixedWorld, liveThrough, ZONE } from './forecast-world';

/** NETPURSE_FORECAST_SEED selects another world, NETPURSE_FORECAST_CUSTOMERS a larger one. */
const seed = Number(process.env['NETPURSE_FORECAST_SEED'] ?? 7);
const customers = Number(process.env['NETPURSE_FORECAST_CUSTOMERS'] ?? 12);
const SPAN = 30;

beforeAll(() => givenOperator({ timeZone: ZONE, taxMode: 'exclusive' }));

describe(`a forecast of a mixed world (seed ${seed})`, () => {
  it('predicts day by day exactly what then happens', async () => {
    const { siteId, now } = await givenMixedWorld(diceOf(seed), { customers });
    const told = await forecast(now, null);
    const toldOfSite = await forecast(now, siteId);

    const days = told.days.map(({ day }) => day);
    await liveThrough(
      now,
      new Date(startOfLocalDay(addDays(days.at(-1) ?? '', 1), ZONE).getTime() - 1),
    );
    const read = { from: now, zone: ZONE };
    const ctx = staffCtx(now);

    const passed = async (ofSite: number | null) =>
      foldDays(days, await listMeasures(ctx, { ...read, siteId: ofSite }));
    expect(linesOf(told.days)).toEqual(linesOf(await passed(null)));
    expect(linesOf(toldOfSite.days)).toEqual(linesOf(await passed(siteId)));
    expect(told.withheld).toEqual(await withheldSince(now));
    expect(days[0]).toBe(localDateOf(now, ZONE));
    expect(told.isComplete).toBe(true);
    // Ensures that the world contains every case compared.
    const { renewed, charged, invoiced, withheld, ended, expiring, change_applied } = totalsOf(
      told.days,
    );
    for (const measure of [renewed, charged, invoiced, withheld, ended, expiring, change_applied])
      expect(measure.count).toBeGreaterThan(0);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});

/** One line per event. */
function linesOf(days: readonly ForecastDay[]): string[] {
  return days.flatMap((entry) =>
    forecastMeasures
      .filter((measure) => entry[measure].count > 0)
      .map((measure) => `${entry.day} ${measure} ${entry[measure].count} ${entry[measure].amount}`),
  );
}

async function forecast(now: Date, siteId: number | null): Promise<Forecast> {
  const answer = await getForecast(staffCtx(now), { days: SPAN, siteId });
  if (answer === 'busy') throw new Error('nobody else forecasts here');
  return answer;
}

async function withheldSince(now: Date) {
  const rows = await getSql()<{ service_id: string; starts_at: string; price_minor: string }[]>`
    select service_id, starts_at, price_minor from periods
    where outcome = 'withheld' and decided_at >= ${now.toISOString()} order by starts_at, service_id limit 50`;
  return rows.map((row) =>
    expect.objectContaining({
      serviceId: Number(row.service_id),
      at: new Date(row.starts_at),
      priceMinor: BigInt(row.price_minor),
    }),
  );
}
