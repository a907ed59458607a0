import { getSql } from '@/db/client';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { expireWaitingOrders } from '@/lib/orders/expire-waiting-orders';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { recheckSchedules } from '@/lib/recurrence/recheck-schedules';
import { recheckWaiting } from '@/lib/recurrence/recheck-waiting';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import { outcomeOf, withCrash, withCutConnections } from './faults';
import type { Random } from './random';
import { system } from './world';

/** Attempts after a transient fault, which jobs retry as well. */
const TRIES_MAX = 3;

/** Runs every sweep of the product until nothing is left, with faults in some, and finally once without. */
export async function sweepAll(random: Random, now: Date): Promise<void> {
  const once = () => sweepOnce(random, now);
  if (random.chance(0.04)) await withCrash(random, once);
  else if (random.chance(0.01)) await withCutConnections(random, once);
  for (let tries = 1; tries < TRIES_MAX; tries += 1) {
    if ((await outcomeOf(once)) === 'done') return;
  }
  await once();
}

/** Runs every sweep once, without faults. */
export async function sweepOnce(random: Random, now: Date): Promise<void> {
  const ctx = system(now);
  await drain(() => sweepServiceDates(ctx));
  await drain(() => sweepScheduledChanges(ctx));
  await drain(() => sweepSpecialPeriods(ctx));
  await sweepDue(random, now);
  await sweepAllocations(ctx);
  await drain(() => expireWaitingOrders(ctx));
  await deliverCredit(random, now);
}

async function drain(chunk: () => Promise<{ more: boolean; defects?: string[] }>): Promise<void> {
  for (let more = true; more; ) {
    const done = await chunk();
    if (done.defects?.length) throw new Error(`defect ${done.defects.join(', ')}`);
    ({ more } = done);
  }
}

/** Runs the recheck and lists its repairs: what a command or an event should have done and did not. */
export async function repairAll(now: Date): Promise<string[]> {
  const ctx = system(now);
  for (const recheck of [recheckSchedules, recheckWaiting, recheckCredit])
    await drain(() => recheck(ctx));
  const rows = await getSql()<{ kind: string; service_id: number | null }[]>`
    select kind, service_id::int as service_id from repairs order by id limit 5`;
  return rows.map(
    ({ kind, service_id }) => `nothing is left to repair: ${kind} of service ${service_id}`,
  );
}

/** Runs one sweeper or several concurrently, each with its share of the accounts or all with every account. */
async function sweepDue(random: Random, now: Date): Promise<void> {
  const sweepers = random.chance(0.3) ? random.int(2, 4) : 1;
  const of = random.chance(0.5) ? sweepers : 1;
  const size = random.pick([1, 7, 50, 1_000]) ?? 1_000;
  await Promise.all(
    Array.from({ length: sweepers }, (_, index) =>
      drain(() => sweepRecurrences(system(now), { size, runner: { index: index % of, of } })),
    ),
  );
  await drain(() => sweepRecurrences(system(now)));
}

/** Delivers outbox events: at least once, sometimes twice; what crashed is delivered next time. */
async function deliverCredit(random: Random, now: Date): Promise<void> {
  const sql = getSql();
  const events = await sql<{ id: string; customer_id: number }[]>`
    select id, customer_id::int as customer_id from events
    where delivered_at is null and name = 'wallet/credited' order by customer_id, id`;
  const crashed: string[] = [];
  for (const { id, customer_id: customerId } of events) {
    const times = random.chance(0.1) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const outcome = await outcomeOf(() => putCreditToUse(system(now), { customerId }));
      if (outcome === 'crashed') crashed.push(id);
    }
  }
  await sql`update events set delivered_at = ${now.toISOString()}
    where delivered_at is null and id <> all(${crashed}::bigint[])`;
}
