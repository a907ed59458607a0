import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { listPortalServices } from '@/lib/screens/portal/services';
import { getMissingMinor } from '@/lib/screens/shared/orders';
import {
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { refusalOf } from './support';

beforeEach(async () => {
  await givenOperator({ sellsAhead: true });
  await nowhereServed();
});

const nowhereServed = () =>
  getSql()`update routers set status = 'off' where access_methods <> '{static}'`;

/** A router that takes no logins: nothing is sold on it, and staff connect people to it. */
async function givenStaffRouter(): Promise<number> {
  const sql = getSql();
  const now = start.toISOString();
  await sql`
    insert into routers (name, host, port, use_tls, username, password_sealed, access_methods, status, created_at, updated_at)
    select 'By hand', 'by-hand.invalid', 8728, false, 'n', '', '{static}', 'online', ${now}, ${now}
    where not exists (select 1 from routers where access_methods = '{static}')`;
  const [router] = await sql<
    { id: string }[]
  >`select id from routers where access_methods = '{static}'`;
  return Number(router?.id);
}

/** A subscriber at a site that no router serves. */
async function givenSubscriber(balance: bigint) {
  const customerId = await givenCustomer({ balance });
  const ctx = subscriberCtx(customerId);
  const order = async (itemId: number) => {
    const request = { kind: 'new_service', itemId } as const;
    const preview = await previewOrder(ctx, { customerId, request });
    const { orderId, sealedQuote: quote } = preview;
    return { preview, place: () => placeOrder(ctx, { orderId, customerId, request, quote }) };
  };
  const buy = async (itemId: number) => {
    const { preview, place } = await order(itemId);
    return { preview, placed: await place() };
  };
  return { customerId, ctx, order, buy };
}

async function givenPlanOf(unitPriceMinor: bigint, kind: 'internet' | 'voice' = 'internet') {
  const { itemId } = await givenPlan({ unitPriceMinor, activationFeeMinor: 0n });
  await nowhereServed();
  if (kind === 'voice')
    await getSql()`update catalog_items set kind = 'voice' where id = ${itemId}`;
  return itemId;
}

async function connect(serviceId: number): Promise<void> {
  const routerId = await givenStaffRouter();
  const macAddresses = [`02:AA:00:00:00:${(serviceId % 256).toString(16).padStart(2, '0')}`];
  await changeService(staffCtx(), {
    ...{
      serviceId,
      network: { routerId, accessMethod: 'static', ipv4Mode: 'dynamic', macAddresses },
    },
  });
}

const idOf = (placed: { kind: string; serviceId?: number | null }) => placed.serviceId ?? 0;

describe('credit reserved for a plan ordered ahead', () => {
  it('pays for no second plan: each order asks for what is missing after the earlier ones', async () => {
    const { customerId, ctx, buy } = await givenSubscriber(500n);
    const itemId = await givenPlanOf(500n);
    const first = await buy(itemId);
    expect(first.preview.outcome).toEqual({ kind: 'pay', balanceAfterMinor: 0n });
    expect(first.placed.kind).toBe('executed');
    const { preview, placed } = await buy(itemId);
    expect(preview).toMatchObject({
      ...{ promisedMinor: 500n, outcome: { kind: 'short', shortMinor: 500n } },
    });
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 500n });
    expect(await listPortalServices(ctx, customerId)).toHaveLength(1);
  });

  it('is shown in the portal as the next charges of those plans, without stopped or archived ones', async () => {
    const { customerId, ctx, buy, order } = await givenSubscriber(3_000n);
    const [weekly, dear] = [await givenPlanOf(500n), await givenPlanOf(1_300n)];
    const bought = [await buy(weekly), await buy(dear), await buy(weekly)];
    const [stopped = 0, archived = 0] = bought.map(({ placed }) => idOf(placed));
    const promised = async () => (await order(weekly)).preview.promisedMinor;
    const shown = async () =>
      (await listPortalServices(ctx, customerId)).reduce(
        (sum, { renewal }) => sum + (renewal.kind === 'connects' ? renewal.priceMinor : 0n),
        0n,
      );
    expect([await promised(), await shown()]).toEqual([2_300n, 2_300n]);
    await stopService(staffCtx(), { serviceId: stopped, hold: 'staff_stopped', reason: 'moves' });
    expect([await promised(), await shown()]).toEqual([1_800n, 1_800n]);
    await archiveService(staffCtx(), { serviceId: archived, reason: 'gave up' });
    expect([await promised(), await shown()]).toEqual([500n, 500n]);
  });

  it('is released once it is charged, and has then left the wallet', async () => {
    const { customerId, buy, order } = await givenSubscriber(800n);
    const itemId = await givenPlanOf(500n);
    const { placed } = await buy(itemId);
    await connect(idOf(placed));
    expect(await balanceOf(customerId)).toBe(300n);
    expect((await order(itemId)).preview).toMatchObject({
      ...{ promisedMinor: 0n, outcome: { kind: 'short', shortMinor: 200n } },
    });
  });

  it('counts above the floor of the wallet', async () => {
    const { customerId, order, buy } = await givenSubscriber(1_100n);
    await getSql()`update accounts set floor_minor = 200 where customer_id = ${customerId} and kind = 'wallet'`;
    const itemId = await givenPlanOf(500n);
    await buy(itemId);
    expect((await order(itemId)).preview.outcome).toEqual({ kind: 'short', shortMinor: 100n });
  });

  it('is zero for plans that are free or invoiced', async () => {
    const { customerId, buy, order } = await givenSubscriber(500n);
    const { itemId: invoiced } = await givenPlan({ recurrenceMode: 'one_off' });
    await getSql()`
      insert into catalog_item_assignments (item_id, customer_id) values (${invoiced}, ${customerId})`;
    const [free, plan] = [await givenPlanOf(0n), await givenPlanOf(500n)];
    await buy(invoiced);
    await buy(free);
    expect((await order(plan)).preview).toMatchObject({
      ...{ promisedMinor: 0n, outcome: { kind: 'pay', balanceAfterMinor: 0n } },
    });
    await buy(plan);
    expect((await buy(free)).placed.kind).toBe('executed');
  });

  it('is spent by one of two orders at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { customerId, order } = await givenSubscriber(500n);
      const orders = [await order(await givenPlanOf(500n)), await order(await givenPlanOf(500n))];
      const placed = await Promise.all(orders.map(({ place }) => place()));
      expect(placed.map(({ kind }) => kind).sort()).toEqual(['executed', 'waiting']);
      expect(placed.find(({ kind }) => kind === 'waiting')).toMatchObject({ shortMinor: 500n });
      expect(await balanceOf(customerId)).toBe(500n);
    }
  });

  it('covers every plan that was ordered, in whatever order staff connect them', async () => {
    const { customerId, ctx, order, buy } = await givenSubscriber(500n);
    const [one, other] = [await givenPlanOf(500n), await givenPlanOf(700n)];
    const first = await buy(one);
    const { placed } = await buy(other);
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 700n });
    const { orderId } = placed;
    expect(await getMissingMinor(ctx, { customerId, orderId })).toBe(700n);
    await givenCredit(customerId, 699n);
    await putCreditToUse(systemCtx(), { customerId, orderId });
    expect(await getMissingMinor(ctx, { customerId, orderId })).toBe(1n);
    const before = (await countNotConnected(staffCtx())).covered;
    await givenCredit(customerId, 1n);
    await putCreditToUse(systemCtx(), { customerId, orderId });
    expect((await countNotConnected(staffCtx())).covered).toBe(before + 1);
    const ids = (await listPortalServices(ctx, customerId)).map(({ serviceId }) => serviceId);
    expect(ids).toHaveLength(2);
    for (const id of ids.toReversed()) await connect(id);
    expect((await serviceNow(idOf(first.placed))).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await order(one)).preview.promisedMinor).toBe(0n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('counts for one of two waiting orders when the money for one arrives', async () => {
    const { customerId, ctx, buy } = await givenSubscriber(0n);
    const [one, other] = [await givenPlanOf(500n), await givenPlanOf(500n)];
    await buy(one);
    await buy(other);
    await givenCredit(customerId, 500n);
    await putCreditToUse(systemCtx(), { customerId });
    expect(await listPortalServices(ctx, customerId)).toHaveLength(1);
    await givenCredit(customerId, 500n);
    await putCreditToUse(systemCtx(), { customerId });
    expect(await listPortalServices(ctx, customerId)).toHaveLength(2);
  });

  it('is not reserved for services that staff add, with or without a separate form', async () => {
    const { customerId, order, buy } = await givenSubscriber(700n);
    const itemId = await givenPlanOf(500n);
    for (const requestId of [undefined, '01976e5a-0000-7000-8000-000000000001']) {
      const { serviceId } = await createService(staffCtx(), { customerId, itemId, requestId });
      expect((await serviceNow(serviceId)).holds).toEqual(['not_connected', 'unpaid']);
    }
    expect((await order(itemId)).preview).toMatchObject({
      ...{ promisedMinor: 0n, outcome: { kind: 'pay', balanceAfterMinor: 200n } },
    });
    await buy(itemId);
    expect((await order(itemId)).preview).toMatchObject({ promisedMinor: 500n });
  });

  it('is available to what starts at once, and the sheet says that it uses some of it', async () => {
    const { customerId, ctx, buy } = await givenSubscriber(900n);
    await buy(await givenPlanOf(500n));
    const [fits, takes] = [await givenPlanOf(400n, 'voice'), await givenPlanOf(401n, 'voice')];
    const sheet = async (itemId: number) =>
      previewOrder(ctx, { customerId, request: { kind: 'new_service', itemId } });
    expect(await sheet(fits)).toMatchObject({ takesPromised: false });
    expect(await sheet(takes)).toMatchObject({
      ...{ takesPromised: true, promisedMinor: 500n },
      outcome: { kind: 'pay', balanceAfterMinor: 499n },
    });
    expect((await buy(takes)).placed.kind).toBe('executed');
    expect(await balanceOf(customerId)).toBe(499n);
  });
});

describe('a sheet of a plan sold ahead', () => {
  it('is shown again when a router has come to serve the site', async () => {
    const { order } = await givenSubscriber(500n);
    const { place } = await order(await givenPlanOf(500n));
    await getSql()`update routers set status = 'online' where id = (select min(id) from routers)`;
    expect(await refusalOf(place())).toBe('quote_changed');
  });

  it('holds when an earlier plan is connected in the meantime, because its credit was set apart', async () => {
    const { customerId, buy, order } = await givenSubscriber(1_000n);
    const itemId = await givenPlanOf(500n);
    const first = await buy(itemId);
    const { preview, place } = await order(itemId);
    expect(preview.outcome).toEqual({ kind: 'pay', balanceAfterMinor: 0n });
    await connect(idOf(first.placed));
    expect(await balanceOf(customerId)).toBe(500n);
    expect((await place()).kind).toBe('executed');
    expect((await order(itemId)).preview.outcome).toEqual({ kind: 'short', shortMinor: 500n });
  });
});
