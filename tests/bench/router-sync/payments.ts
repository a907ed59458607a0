import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { inngest } from '@/inngest/client/inngest';
import { jobsMode } from '@/inngest/client/mode';
import { resumeAfterCreditFunction } from '@/inngest/functions/resume-after-credit';
import { syncRouterFunction } from '@/inngest/functions/sync-router';
import { Executor } from '@/inngest/runtime/executor';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { type BenchContext, type Figure, figure, percentile } from '../harness';
import { createPayers, type Payer } from './payers';
import { addRouter, type BenchRouters, startRouters } from './routers';
import { createPool, createServices, PASSWORD } from './world';

const ROUTERS = 50;
const SERVICES = Number(process.env['BENCH_SERVICES'] ?? 10_000) * 2.5;
/** Payments per measurement, each by a different customer. */
const PAYMENTS = 60;
const STALLING = ROUTERS - 1;
const REFUSING = ROUTERS - 2;
const DAY_MS = 86_400_000;

type PaymentWorld = { sql: postgres.Sql; versionId: number };

/**
 * Times payments of subscribers whose service stopped for lack of credit until the router has confirmed the service,
 * and again while one router stalls and another rejects the login.
 */
export async function measurePayments(
  world: PaymentWorld,
  context: BenchContext,
): Promise<Figure[]> {
  const { sql } = world;
  const routers = await startRouters(ROUTERS, Math.round(SERVICES / ROUTERS));
  const mode = jobsMode();
  if (mode.kind !== 'embedded') throw new Error('the bench drives the embedded executor');
  const executor = new Executor({
    client: inngest,
    functions: [syncRouterFunction, resumeAfterCreditFunction],
    signingKey: mode.signingKey,
  });
  try {
    const routerIds = await createRouters(world, routers);
    const payers = await stoppedPayers(sql, routerIds);
    await sql`vacuum analyze`;
    await executor.start();
    await untilConfirmed(sql);
    for (const payer of payers) await routers.act(payer.router, 'dial', dial(payer));
    const healthy = await payAll(sql, payers.slice(0, PAYMENTS));
    await routers.act(STALLING, 'fault', { kind: 'silent' });
    await routers.act(REFUSING, 'fault', { kind: 'reject-login' });
    const trouble = keepDirty(sql, [routerIds[STALLING] ?? 0, routerIds[REFUSING] ?? 0]);
    const degraded = await payAll(sql, payers.slice(PAYMENTS));
    await trouble.stop();
    const workload = `${PAYMENTS} cash payments one after another, ${ROUTERS} routers, ${SERVICES} services; stopped and online until paid`;
    context.say(
      `payment to router: median ${percentile(healthy, 50)} ms, degraded ${percentile(degraded, 50)} ms`,
    );
    return [
      figure({
        name: 'payment_to_router_p95',
        value: percentile(healthy, 95),
        unit: 'ms',
        workload,
      }),
      figure({
        name: 'payment_to_router_degraded_p95',
        value: percentile(degraded, 95),
        unit: 'ms',
        floor: percentile(healthy, 95),
        workload: `${workload}; meanwhile one router stalls and one refuses; floor: without those two`,
      }),
    ];
  } finally {
    await executor.stop();
    routers.stop();
  }
}

async function createRouters({ sql, versionId }: PaymentWorld, routers: BenchRouters) {
  const ids: number[] = [];
  for (const [index, port] of routers.ports.entries()) {
    const routerId = await addRouter(`router-${index}`, port);
    await createPool(sql, routerId, 101 + index);
    const count = Math.round(SERVICES / ROUTERS);
    await createServices(sql, { routerId, versionId, count, isConfirmed: true });
    ids.push(routerId);
  }
  return ids;
}

/** Customers whose paid week is over and whose services the sweep has just stopped. */
async function stoppedPayers(sql: postgres.Sql, routerIds: readonly number[]): Promise<Payer[]> {
  const healthy = routerIds.slice(0, REFUSING);
  const payers = await createPayers(healthy, PAYMENTS * 2, new Date(Date.now() - 8 * DAY_MS));
  for (let more = true; more; ) {
    const ctx = { actor: { kind: 'system', job: 'bench' } as const, now: new Date() };
    ({ more } = await sweepRecurrences(ctx, {}));
  }
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from services where status = 'stopped'`;
  if (row?.count !== PAYMENTS * 2) throw new Error(`${row?.count} services are stopped`);
  return payers;
}

function dial({ login, mac }: Payer) {
  return { kind: 'ppp', login, password: PASSWORD, mac };
}

async function payAll(sql: postgres.Sql, payers: readonly Payer[]): Promise<number[]> {
  const times: number[] = [];
  for (const payer of payers) times.push(await pay(sql, payer));
  return times;
}

/** Milliseconds from the staff's click until the router has confirmed the active service. */
async function pay(sql: postgres.Sql, { customerId, serviceId }: Payer): Promise<number> {
  const actor = { kind: 'staff', userId: 1, role: 'owner', sessionId: 'bench' } as const;
  const startedAt = performance.now();
  await adjustWallet(
    { actor, now: new Date() },
    {
      adjustmentId: randomUUID(),
      customerId,
      direction: 'cash',
      amountMinor: 500n,
      reason: 'Cash',
    },
  );
  for (;;) {
    const [row] = await sql<{ ok: boolean }[]>`
      select s.status = 'active' and st.applied_version >= s.desired_version as ok
      from services s join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
      where s.id = ${serviceId}`;
    if (row?.ok) return performance.now() - startedAt;
    if (performance.now() - startedAt > 60_000) throw new Error('a payment was never confirmed');
    await sleep(5);
  }
}

async function untilConfirmed(sql: postgres.Sql): Promise<void> {
  for (;;) {
    const [row] = await sql<{ due: number }[]>`
      select count(*)::int as due from services s
      left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
      where s.router_id is not null and coalesce(st.applied_version, 0) < s.desired_version`;
    if (row?.due === 0) return;
    await sleep(100);
  }
}

/** Keeps two routers busy, as their own customers' changes would. */
function keepDirty(sql: postgres.Sql, routerIds: readonly number[]) {
  let isStopped = false;
  const done = (async () => {
    while (!isStopped) {
      await sql`
        update services set desired_version = desired_version + 1
        where id in (select min(id) from services where router_id = any(${routerIds}) group by router_id)`;
      await sleep(250);
    }
  })();
  return {
    stop: () => {
      isStopped = true;
      return done;
    },
  };
}
