import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { createCustomer } from '@/lib/customers/create-customer';
import { createUser } from '@/lib/identity/create-user';
import type { DemoCheck, DemoWorld } from '../world';
import { balanceOf, isConfirmed, itemIdOf, signIn, systemAt } from './support/cast';
import { Page } from './support/page';
import { payIn } from './support/pay-in';
import { assert, waitFor } from './support/wait';

export const check: DemoCheck = {
  name: 'd. a plan is bought once, at the price shown; with too little credit it waits for the money',
  run: async (world) => {
    const buyer = await newBuyer(2_000n);
    const session = await signIn(world, buyer.email);
    const itemId = await itemIdOf('Weekly 5 GB');
    const sheet = await Page.open(session, `/plans/${itemId}`);
    sheet.expectText(/€5\.00/).expectText(/€15\.00/);
    const boughtAt = performance.now();
    const [first] = await Promise.all([
      sheet.send(/^buy/i),
      sheet.send(/^buy/i),
      sheet.send(/^buy/i),
    ]);
    const serviceId = await onlyServiceOf(buyer.customerId);
    const onlineMs = await waitFor('the router', () => isConfirmed(serviceId), { since: boughtAt });
    assert((await balanceOf(buyer.customerId)) === 1_500n, 'charged once for three clicks');
    assert(first.status === 200, `the order page answers ${first.status}`);
    const waitedMs = await buyWithTooLittle(world, itemId);
    return [
      { name: 'from the click to the confirmed router', ms: onlineMs },
      { name: 'from the card to the executed order and confirmed router', ms: waitedMs },
    ];
  },
};

async function newBuyer(credit: bigint): Promise<{ customerId: number; email: string }> {
  const ctx = systemAt(new Date());
  const { customerId } = await createCustomer(ctx, {
    name: 'Check Buyer',
    siteId: await firstSite(),
  });
  const email = `buyer${customerId}@demo.netpurse.example`;
  await createUser(ctx, {
    kind: 'subscriber',
    customerId,
    email,
    name: 'Check Buyer',
    password: 'demo-netpurse',
  });
  await payIn(ctx, { customerId, amountMinor: credit });
  return { customerId, email };
}

async function buyWithTooLittle(world: DemoWorld, itemId: number): Promise<number> {
  const buyer = await newBuyer(180n);
  const session = await signIn(world, buyer.email);
  const sheet = await Page.open(session, `/plans/${itemId}`);
  const checkout = await sheet.send(/€3\.20/);
  assert(
    checkout.url.includes('stripe.localhost'),
    `the difference is paid at Stripe, not ${checkout.url}`,
  );
  checkout.expectText(/€3\.20/);
  const paidAt = performance.now();
  await checkout.send(/^pay/i, {
    number: '4242424242424242',
    expiry: '12/34',
    cvc: '123',
    name: 'Check',
  });
  await waitFor('the order', async () => (await onlyServiceOf(buyer.customerId)) > 0);
  const serviceId = await onlyServiceOf(buyer.customerId);
  const ms = await waitFor('the router', () => isConfirmed(serviceId), { since: paidAt });
  assert((await balanceOf(buyer.customerId)) === 0n, 'exactly the difference was paid');
  return ms;
}

async function onlyServiceOf(customerId: number): Promise<number> {
  const rows = await getDb().execute<{ id: number }>(
    sql`select id::int as id from services where customer_id = ${customerId}`,
  );
  assert(rows.length <= 1, `one service, not ${rows.length}`);
  return rows[0]?.id ?? 0;
}

async function firstSite(): Promise<number> {
  const [row] = await getDb().execute<{ id: number }>(
    sql`select min(site_id)::int as id from routers`,
  );
  return row?.id ?? 0;
}
