import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { emitEvents } from '@/lib/jobs/emit-events';
import { addSeconds } from '@/lib/kit/time';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import type { DemoCheck, DemoWorld } from '../world';
import {
  balanceOf,
  castSubscriber,
  type Subscriber,
  signIn,
  statusOf,
  systemAt,
} from './support/cast';
import { payIn } from './support/credit';
import { Page } from './support/page';
import { assert, waitFor } from './support/wait';

/** What is left of the 5 GB when the traffic begins; at the plan's 10 Mbit/s that is seconds. */
const leftBytes = 12_000_000n;

export const check: DemoCheck = {
  name: 'e. traffic is polled, the graphs show it, 5 GB disables, a data pack lifts it',
  run: async (world) => {
    const heavy = await castSubscriber(world, {
      name: 'Check Heavy',
      plan: 'Weekly 5 GB',
      credit: 500n,
      since: addSeconds(new Date(), -86_400),
    });
    await waitFor('online', () => heavy.router.served(heavy.login) === 'served', {
      withinMs: 30_000,
    });
    await useUp(heavy);
    heavy.router.setTraffic(heavy.login, { down: 10_000_000, up: 1_000_000 });
    const cutAt = performance.now();
    await waitFor(
      'the data cap',
      async () => {
        await pollNow(heavy);
        return (await statusOf(heavy.serviceId)) === 'disabled';
      },
      { everyMs: 3_000 },
    );
    const cutMs = await waitFor('the cut', () => heavy.router.served(heavy.login) === 'cut', {
      since: cutAt,
    });
    const session = await signIn(world, heavy.email);
    (await Page.open(session, '/')).expectText(/5 GB/);
    for (const range of ['hour', 'day', 'month']) {
      const page = await Page.open(session, `/usage?range=${range}`);
      assert(page.status === 200, `the ${range} graph answers ${page.status}`);
    }
    return [
      { name: 'from the traffic to the cut (polled every 3 s here)', ms: cutMs },
      { name: 'from the pack to the open router', ms: await buyPack(world, heavy) },
    ];
  },
};

/** One long reading brings the allocation down to the last bytes, as hours of polls would have. */
async function useUp({ login, serviceId, router }: Subscriber): Promise<void> {
  const routerId = await routerIdOf(router.port);
  const rest = 5_000_000_000n - leftBytes;
  // After every poll there was: an older reading would be late, and late readings are not booked.
  const then = new Date();
  await ingestUsage(systemAt(then), {
    routerId,
    polledAt: then,
    routerUptimeSeconds: 500_000,
    readings: [
      {
        login,
        serviceId,
        sessionKey: 'earlier',
        downBytes: rest,
        upBytes: 0n,
        uptimeSeconds: 79_000,
      },
    ],
  });
}

async function pollNow({ router }: Subscriber): Promise<void> {
  const routerId = await routerIdOf(router.port);
  await inTransaction(systemAt(new Date()), (ctx) =>
    emitEvents(ctx, [{ name: 'router/poll.due', data: { routerId } }]),
  );
}

async function routerIdOf(port: number): Promise<number> {
  const [row] = await getDb().execute<{ id: number }>(
    sql`select id::int as id from routers where port = ${port}`,
  );
  return row?.id ?? 0;
}

async function buyPack(world: DemoWorld, heavy: Subscriber): Promise<number> {
  await payIn(systemAt(new Date()), { customerId: heavy.customerId, amountMinor: 1_000n });
  const before = await balanceOf(heavy.customerId);
  const session = await signIn(world, heavy.email);
  const offer = await Page.open(session, `/services/${heavy.serviceId}`);
  const sheet = await Page.open(session, offer.link(/1 GB/));
  const boughtAt = performance.now();
  await sheet.send(/^(buy|get)/i);
  const ms = await waitFor('the pack', () => heavy.router.served(heavy.login) === 'served', {
    since: boughtAt,
  });
  assert((await statusOf(heavy.serviceId)) === 'active', 'the service is Active again');
  assert((await balanceOf(heavy.customerId)) === before - 150n, 'the pack was charged once');
  return ms;
}
