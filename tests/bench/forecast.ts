import { getForecast } from '@/lib/calendar/forecast/get-forecast';
import type { Ctx } from '@/lib/context';
import { type Bench, figure, percentile, timed } from './harness';
import { sweepWith } from './renewals/sweeps';
import { withCopy } from './renewals/use-database';
import { createWorld } from './renewals/world';

/** Use fewer for a quick run; published figures use 100,000. */
const services = Number(process.env['NETPURSE_BENCH_SERVICES'] ?? 100_000);
const DAYS = 30;

/** A 30-day forecast of 100,000 services, against actually renewing each of them once. */
export const bench: Bench = async (context) => {
  const world = await context.createDatabase();
  context.say(`writing ${services} services`);
  await createWorld(world.sql, services);
  const forecasts: number[] = [];
  const sweeps: number[] = [];
  let renewed = 0;
  for (let round = 0; round < context.repeats; round += 1) {
    await withCopy(context, world, async () => {
      sweeps.push(await timed(() => sweepWith(1)));
    });
    await withCopy(context, world, async ({ sql }) => {
      // Each customer has its own minute of the month, so that wallets are checked on several days and at several times
      // of a day.
      await sql`
        update schedule set next_due = date_trunc('minute', now())
          + make_interval(mins => (1 + abs(hashint8(service_id * 11)) % (${DAYS} * 1440))::int)`;
      await sql`update schedule set anchor_local = next_due at time zone zone`;
      await sql`
        update periods p set ends_at = c.next_due, starts_at = c.next_due - interval '1 month'
        from schedule c where c.service_id = p.service_id`;
      await sql`
        update allocations a set expires_at = c.next_due, starts_at = c.next_due - interval '1 month'
        from schedule c where c.service_id = a.service_id`;
      await sql`vacuum analyze`;
      forecasts.push(
        await timed(async () => {
          const forecast = await getForecast(staff(), { days: DAYS });
          if (forecast === 'busy' || !forecast.isComplete)
            throw new Error('it did not come to its end');
          renewed = forecast.totals.renewed.count + forecast.totals.withheld.count;
        }),
      );
    });
    context.say(`round ${round + 1} of ${context.repeats}`);
  }
  return [
    figure({
      name: 'forecast_30_days',
      value: percentile(forecasts, 50),
      unit: 'ms',
      floor: percentile(sweeps, 50),
      workload: `${services} services, each due at its own minute of ${DAYS} days: ${renewed} periods decided on a copy; floor: one renewal of each for real; the page gives it 60 s`,
    }),
  ];
};

function staff(): Ctx {
  return {
    actor: { kind: 'staff', userId: 1, role: 'owner', sessionId: 'bench' },
    now: new Date(),
  };
}
