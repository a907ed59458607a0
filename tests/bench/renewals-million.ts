import { type Bench, figure, percentile, timed } from './harness';
import { checkWorld } from './renewals/checks';
import { residentBytes } from './renewals/measure';
import { sweepWith } from './renewals/sweeps';
import { withCopy } from './renewals/use-database';
import { createWorld } from './renewals/world';

/** Set `NETPURSE_BENCH_SERVICES=…` for a smaller maximum. */
const largest = Number(process.env['NETPURSE_BENCH_SERVICES'] ?? 1_000_000);
const sizes = [largest / 100, largest / 10, largest];

/**
 * The same sweep over 10,000, 100,000 and 1,000,000 services: neither rate nor memory may depend on how much is due.
 */
export const bench: Bench = async (context) => {
  const rates: number[] = [];
  let growth = 1;
  for (const services of sizes) {
    const world = await context.createDatabase();
    context.say(`writing ${services} services`);
    await createWorld(world.sql, services);
    await withCopy(context, world, async ({ sql }) => {
      const watch = watchMemory(async () => residentBytes(sql));
      const took = await timed(() => sweepWith(1));
      growth = await watch.stop();
      rates.push((services / took) * 1000);
      await checkWorld(sql, services);
    });
    await context.dropDatabase(world);
  }
  const [small = 0, middle = 0, large = 0] = rates;
  const rate = (name: string, value: number, services: number) =>
    figure({
      name,
      value,
      unit: 'renewals/s',
      floor: small,
      better: 'more',
      workload: `${services} services due at once, one runner; floor: ${sizes[0]} of them`,
    });
  return [
    rate('renewals_small', small, sizes[0] ?? 0),
    rate('renewals_middle', middle, sizes[1] ?? 0),
    rate('renewals_large', large, sizes[2] ?? 0),
    figure({
      name: 'renewals_large_memory',
      value: growth,
      unit: 'x',
      workload:
        'memory of this process and its database backends in the last tenth of the run, of that in the second',
    }),
  ];
};

/** Samples memory periodically; `stop` returns the ratio of memory at the end to memory once the caches have filled. */
function watchMemory(read: () => Promise<number>) {
  const seen: number[] = [];
  let reading = Promise.resolve();
  const timer = setInterval(() => {
    reading = reading.then(async () => {
      seen.push(await read());
    });
  }, 250);
  return {
    stop: async (): Promise<number> => {
      clearInterval(timer);
      await reading;
      const tenth = Math.max(1, Math.floor(seen.length / 10));
      return percentile(seen.slice(-tenth), 50) / percentile(seen.slice(tenth, 2 * tenth), 50);
    },
  };
}
