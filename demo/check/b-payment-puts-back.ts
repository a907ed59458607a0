import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { newId } from '@/lib/kit/ids';
import { startTopUp } from '@/lib/payments/start-top-up';
import { setHolds } from '@/lib/services/set-holds';
import type { DemoCheck, DemoWorld } from '../world';
import {
  balanceOf,
  castSubscriber,
  isConfirmed,
  type Subscriber,
  signIn,
  statusOf,
  systemAt,
} from './support/cast';
import { Page } from './support/page';
import { stageOf } from './support/stage';
import { assert, percentile, waitFor } from './support/wait';

const RUNS = 20;

export const check: DemoCheck = {
  name: 'b. a card payment credits once and puts the subscriber back online',
  run: async (world) => {
    const { weekly } = await stageOf(world);
    const session = await signIn(world, weekly.email);
    const before = await balanceOf(weekly.customerId);
    const home = await Page.open(session, '/');
    const checkout = await home.send(/top up/i);
    assert(
      checkout.url.includes('stripe.localhost'),
      `the button leads to Stripe, not ${checkout.url}`,
    );
    const paidAt = performance.now();
    const landed = await payByCard(checkout);
    const backMs = await waitFor(
      'back online',
      () => weekly.router.served(weekly.login) === 'served',
      { since: paidAt },
    );
    await deliverFiveTimesMore(world);
    assert(
      (await balanceOf(weekly.customerId)) === before + 400n - 500n,
      'credited once, charged once',
    );
    assert((await statusOf(weekly.serviceId)) === 'active', 'the service is Active');
    const receipt = await Page.open(session, landed.url);
    receipt.expectText(/received/i).expectText(/on at our network/i);
    const times = await measure(world);
    return [
      { name: 'from the card to the router, through the pages', ms: backMs },
      { name: `paid → router confirmed, median of ${RUNS}`, ms: percentile(times, 0.5) },
      {
        name: `paid → router confirmed, p95 of ${RUNS}`,
        ms: requireUnder(percentile(times, 0.95), 2_000),
      },
    ];
  },
};

async function payByCard(checkout: Page): Promise<Page> {
  return checkout.send(/^pay/i, {
    number: '4242424242424242',
    expiry: '12/34',
    cvc: '123',
    name: 'Check',
  });
}

/** Redelivers the same signed events all at once; none of them may credit again. */
async function deliverFiveTimesMore({ standIns }: DemoWorld): Promise<void> {
  const ids = [...new Set(standIns.stripe.deliveries().map((delivery) => delivery.eventId))].slice(
    -2,
  );
  await Promise.all(
    ids.flatMap((id) => Array.from({ length: 5 }, () => standIns.stripe.resend(id))),
  );
  await standIns.stripe.settled();
}

/** Pays a stopped subscriber's shortfall repeatedly and times each until the router has confirmed. */
async function measure(world: DemoWorld): Promise<number[]> {
  const subscriber = await castSubscriber(world, {
    name: 'Check Again',
    plan: 'Weekly 5 GB',
    credit: 500n,
    since: new Date(),
  });
  await waitFor('the first push', () => isConfirmed(subscriber.serviceId), { withinMs: 30_000 });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await payAndWait(world, subscriber));
  return times;
}

async function payAndWait(
  world: DemoWorld,
  { customerId, serviceId, login, router }: Subscriber,
): Promise<number> {
  const ctx = systemAt(new Date());
  await inTransaction(ctx, (tctx) =>
    setHolds(tctx, { serviceIds: [serviceId], reason: 'no_credit' }),
  );
  await waitFor(
    'the walled garden',
    async () => router.served(login) === 'garden' && (await isConfirmed(serviceId)),
  );
  const started = await startTopUp(ctx, { topUpId: newId(), customerId, amountMinor: 500n });
  assert(started.kind === 'pay', 'the payment page opens');
  const [row] = await getDb().execute<{ session: string }>(
    sql`select checkout_session_id as session from top_ups where id = ${started.topUpId}`,
  );
  const paidAt = performance.now();
  world.standIns.stripe.submit(row?.session ?? '', '4242424242424242');
  return waitFor(
    'confirmed again',
    async () => router.served(login) === 'served' && (await isConfirmed(serviceId)),
    { since: paidAt },
  );
}

function requireUnder(ms: number, limitMs: number): number {
  assert(ms < limitMs, `${Math.round(ms)} ms is under ${limitMs} ms`);
  return ms;
}
