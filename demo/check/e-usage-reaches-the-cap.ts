import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { createItem } from '@/lib/catalog/create-item';
import { emitEvents } from '@/lib/jobs/emit-events';
import { addSeconds } from '@/lib/kit/time';
import type { DemoCheck, DemoWorld } from '../world';
import {
  balanceOf,
  castSubscriber,
  type Subscriber,
  signIn,
  statusOf,
  systemAt,
} from './support/cast';
import { Page } from './support/page';
import { payIn } from './support/pay-in';
import { assert, waitFor } from './support/wait';

/** Uses up 5 GB in 20 seconds, short enough for a check to wait. */
const BITS_PER_SECOND = 2_000_000_000;
const PLAN_NAME = 'Check 5 GB fast';

export const check: DemoCheck = {
  name: 'e. traffic is polled, the graphs show it, 5 GB disables, a data pack lifts it',
  run: async (world) => {
    await offerFastPlan();
    const heavy = await castSubscriber(world, {
      name: 'Check Heavy',
      plan: PLAN_NAME,
      credit: 500n,
      since: addSeconds(new Date(), -86_400),
    });
    await waitFor('online', () => heavy.router.served(heavy.login) === 'served', {
      withinMs: 30_000,
    });
    heavy.router.setTraffic(heavy.login, { down: BITS_PER_SECOND, up: 0 });
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
    heavy.router.setTraffic(heavy.login, { down: 0, up: 0 });
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

/** Creates the weekly 5 GB plan and its booster on a line fast enough for a check. */
async function offerFastPlan(): Promise<void> {
  await createItem(systemAt(new Date()), {
    name: PLAN_NAME,
    kind: 'internet',
    status: 'active',
    terms: {
      unitPriceMinor: 500n,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'week',
      dataLimitBytes: 5_000_000_000n,
      downBitsPerSecond: BigInt(BITS_PER_SECOND),
      upBitsPerSecond: BigInt(BITS_PER_SECOND),
    },
    packs: [{ name: '1 GB booster', dataBytes: 1_000_000_000n, priceMinor: 150n }],
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
