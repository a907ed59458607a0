import type postgres from 'postgres';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { recheckSchedules } from '@/lib/recurrence/recheck-schedules';
import { recheckWaiting } from '@/lib/recurrence/recheck-waiting';
import { type Bench, figure, pairedRatio, percentile } from './harness';
import { measure } from './renewals/measure';
import { withCopy } from './renewals/use-database';
import { createWorld } from './renewals/world';

/** Use fewer for a quick run; published figures use 100,000. */
const services = Number(process.env['NETPURSE_BENCH_SERVICES'] ?? 100_000);

/** The minute's recheck of services that are all right, against reading the same tables once. */
export const bench: Bench = async (context) => {
  const world = await context.createDatabase();
  context.say(`writing ${services} services`);
  await createWorld(world.sql, services);
  const stopped = await stopSome(world.sql);
  const taken = { database: [] as number[], node: [] as number[], scan: [] as number[] };
  for (let round = 0; round < context.repeats; round += 1) {
    await withCopy(context, world, async ({ sql }) => {
      // A minute ago the same pages were read.
      await recheckAll();
      const cost = await measure(sql, recheckAll);
      if (cost.count > 0) throw new Error(`${cost.count} services were not right`);
      await scan(sql);
      const floor = await measure(sql, () => scan(sql));
      taken.database.push(cost.databaseCpuMicros / 1_000);
      taken.node.push(cost.nodeCpuMicros / 1_000);
      taken.scan.push(floor.databaseCpuMicros / 1_000);
    });
    context.say(`round ${round + 1} of ${context.repeats}`);
  }
  const workload = `${services} services, 1 in 4 discounted; ${stopped} stopped one minor unit short of credit; nothing to repair`;
  return [
    figure({
      name: 'recheck_database_time',
      value: percentile(taken.database, 50),
      unit: 'ms',
      floor: percentile(taken.scan, 50),
      ratio: pairedRatio(taken.database, taken.scan),
      workload: `${workload}; processor time of the database; floor: one sequential scan of the same tables; target: 5000 ms for 100,000`,
    }),
    figure({
      name: 'recheck_node_time',
      value: percentile(taken.node, 50),
      unit: 'ms',
      workload: `${workload}; processor time of the product's process`,
    }),
  ];
};

/** One run of the job; returns how many services it repaired. */
async function recheckAll(): Promise<number> {
  const ctx = { actor: { kind: 'system', job: 'bench' }, now: new Date() } as const;
  const runs = [await recheckSchedules(ctx), await recheckWaiting(ctx), await recheckCredit(ctx)];
  return runs.reduce((sum, { repaired }) => sum + repaired, 0);
}

/** Reads every row of the tables that the recheck compares. */
async function scan(sql: postgres.Sql): Promise<number> {
  await sql.begin(async (tx) => {
    await tx`set local max_parallel_workers_per_gather = 0`;
    for (const table of ['schedule', 'services', 'prices', 'service_discounts', 'accounts'])
      await tx`select count(t.*) from ${tx(table)} t`;
  });
  return 1;
}

/** Stops the services of 1 in 20 customers, whose credit is one minor unit short of the cheapest of them. */
async function stopSome(sql: postgres.Sql): Promise<number> {
  await sql`
    update accounts a set balance_minor = greatest(n.cheapest - 1, 0)
    from (select customer_id, min(price_minor) as cheapest from schedule group by 1) n
    where a.customer_id = n.customer_id and a.kind = 'wallet' and n.customer_id % 20 = 7`;
  const held = await sql`
    insert into service_holds (service_id, reason, since, actor)
    select service_id, 'no_credit', now(), 'bench' from schedule
    where customer_id % 20 = 7 and mode = 'credit_based' returning 1`;
  await sql`vacuum analyze`;
  return held.length;
}
