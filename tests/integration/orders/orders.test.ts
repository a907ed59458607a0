import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  GIGABYTE,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { confirmOrder, refusalOf } from './support';

beforeAll(() => givenOperator());

describe('buying a plan', () => {
  it('charges what the preview showed and switches the service on', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan({
      unitPriceMinor: 1_000n,
      taxRatePpm: 190_000,
      activationFeeMinor: 100n,
    });
    const { preview, placed } = await confirmOrder(subscriberCtx(customerId), customerId, {
      kind: 'new_service',
      itemId,
    });
    expect(preview.quote.totalMinor).toBe(1_309n);
    expect(preview.quote.lines.reduce((sum, line) => sum + line.amountMinor, 0n)).toBe(1_309n);
    expect(placed.kind).toBe('executed');
    expect(await balanceOf(customerId)).toBe(691n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('is one purchase for a double click, two tabs and the back button', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const ctx = subscriberCtx(customerId);
    const request = { kind: 'new_service', itemId } as const;
    const [tabA, tabB] = await Promise.all([
      previewOrder(ctx, { customerId, request }),
      previewOrder(ctx, { customerId, request }),
    ]);
    const clicks = [tabA, tabA, tabB].map(({ orderId, sealedQuote: quote }) =>
      placeOrder(ctx, { customerId, request, orderId, quote }),
    );
    const results = await Promise.all(clicks);
    const again = await placeOrder(ctx, {
      ...{ customerId, request },
      ...{ orderId: tabA.orderId, quote: tabA.sealedQuote },
    });
    expect(
      new Set([...results, again].map((one) => (one.kind === 'executed' ? one.serviceId : null)))
        .size,
    ).toBe(1);
    expect(await balanceOf(customerId)).toBe(4_500n);
  });

  it('waits when credit is short, asks for exactly the difference, and executes when it arrives', async () => {
    const customerId = await givenCustomer({ balance: 120n });
    const { itemId } = await givenPlan();
    const ctx = subscriberCtx(customerId);
    const { placed } = await confirmOrder(ctx, customerId, { kind: 'new_service', itemId });
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 380n });
    expect(await balanceOf(customerId)).toBe(120n);

    await givenCredit(customerId, 380n);
    await putCreditToUse(ctx, { customerId, orderId: placed.orderId });
    await putCreditToUse(ctx, { customerId });
    expect(await balanceOf(customerId)).toBe(0n);
    const [row] = await getSql()<{ state: string; service_id: string }[]>`
      select state, service_id from orders where id = ${placed.orderId}`;
    expect(row?.state).toBe('executed');
    expect((await serviceNow(Number(row?.service_id))).status).toBe('active');
  });

  it('waits with at most nineteen others', async () => {
    const customerId = await givenCustomer({ balance: 0n });
    const { itemId } = await givenPlan();
    const ctx = subscriberCtx(customerId);
    const request = { kind: 'new_service', itemId } as const;
    const { sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
    const order = () => placeOrder(ctx, { orderId: newId(), customerId, request, quote });
    for (let count = 0; count < 20; count += 1) await order();
    await expect(order()).rejects.toMatchObject({ code: 'limit', key: 'too_many_orders' });
    const [waiting] = await getSql()`
      select count(*)::int as count from orders where customer_id = ${customerId}`;
    expect(waiting).toMatchObject({ count: 20 });
  });

  it('lets only one of two orders through when the credit covers one', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const [one, two] = [await givenPlan(), await givenPlan()];
    const ctx = subscriberCtx(customerId);
    const results = await Promise.all(
      [one.itemId, two.itemId].map((itemId) =>
        confirmOrder(ctx, customerId, { kind: 'new_service', itemId }),
      ),
    );
    expect(results.map(({ placed }) => placed.kind).sort()).toEqual(['executed', 'waiting']);
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('treats another customer’s order as not found', async () => {
    const [mine, theirs] = [
      await givenCustomer({ balance: 500n }),
      await givenCustomer({ balance: 500n }),
    ];
    const { itemId } = await givenPlan();
    const request = { kind: 'new_service', itemId } as const;
    expect(
      await refusalOf(previewOrder(subscriberCtx(mine), { customerId: theirs, request })),
    ).toBe('not_found');
  });

  it('does not sell a plan that is assigned to someone else', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan({ name: 'Only for the marina' });
    await getSql()`insert into catalog_item_assignments (item_id, label) values (${itemId}, 'marina')`;
    const request = { kind: 'new_service', itemId } as const;
    expect(await refusalOf(previewOrder(subscriberCtx(customerId), { customerId, request }))).toBe(
      'not_found',
    );
  });
});

describe('buying a data pack', () => {
  it('charges once and grants data until the running period ends', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const [pack] = await getSql()<{ id: string }[]>`
      insert into packs (item_id, name, data_bytes, price_minor) values (${itemId}, '1 GB', 1000000000, 200) returning id`;
    const serviceId = await givenService({ customerId, itemId });
    const request = { kind: 'pack', serviceId, packId: Number(pack?.id) } as const;
    await confirmOrder(subscriberCtx(customerId, at(start, { days: 1 })), customerId, request);
    expect(await balanceOf(customerId)).toBe(1_300n);
    const [bucket] = await getSql()<{ granted_bytes: string; expires_at: string }[]>`
      select granted_bytes, expires_at from allocations where service_id = ${serviceId} and source = 'pack'`;
    expect(BigInt(bucket?.granted_bytes ?? 0)).toBe(GIGABYTE);
    expect(new Date(bucket?.expires_at ?? 0)).toEqual(at(start, { days: 7 }));
  });

  it('refuses a pack for another customer’s service as not found', async () => {
    const [mine, theirs] = [
      await givenCustomer({ balance: 500n }),
      await givenCustomer({ balance: 5_000n }),
    ];
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId: theirs, itemId });
    const request = { kind: 'pack', serviceId, packId: 1 } as const;
    expect(await refusalOf(previewOrder(subscriberCtx(mine), { customerId: mine, request }))).toBe(
      'not_found',
    );
  });
});

describe('changing the plan at once', () => {
  it('moves exactly what the preview showed: 77.42 back, fee 30, 38.71 for the rest, 8.71 to the wallet', async () => {
    const october = new Date('2026-10-01T00:00:00Z');
    const customerId = await givenCustomer({ balance: 20_000n });
    const monthly = { intervalUnit: 'month', intervalCount: 1, keepAnchor: true } as const;
    const dear = await givenPlan({
      ...monthly,
      unitPriceMinor: 20_000n,
      changeFeeDownMinor: 3_000n,
    });
    const cheap = await givenPlan({ ...monthly, unitPriceMinor: 10_000n });
    const serviceId = await givenService({ customerId, itemId: dear.itemId }, october);
    expect(await balanceOf(customerId)).toBe(0n);

    const ctx = subscriberCtx(customerId, new Date('2026-10-20T00:00:00Z'));
    const request = {
      kind: 'plan_change',
      serviceId,
      itemId: cheap.itemId,
      moment: 'now',
    } as const;
    const { preview, placed } = await confirmOrder(ctx, customerId, request);
    expect(preview.quote.totalMinor).toBe(-871n);
    expect(placed.kind).toBe('executed');
    expect(await balanceOf(customerId)).toBe(871n);
    expect((await periodsOf(serviceId)).map((period) => period.endsAt)).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2026-11-01T00:00:00.000Z',
    ]);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('at the period’s end writes no money before it takes effect', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const [from, to] = [await givenPlan(), await givenPlan({ unitPriceMinor: 300n })];
    const serviceId = await givenService({ customerId, itemId: from.itemId });
    const ctx = subscriberCtx(customerId, at(start, { days: 2 }));
    await confirmOrder(ctx, customerId, {
      kind: 'plan_change',
      serviceId,
      itemId: to.itemId,
      moment: 'period_end',
    });
    expect(await balanceOf(customerId)).toBe(1_500n);
    const { sweepSpecialPeriods } = await import('@/lib/recurrence/sweep-special-periods');
    await sweepSpecialPeriods({
      actor: { kind: 'system', job: 'test' },
      now: at(start, { days: 7 }),
    });
    expect(await balanceOf(customerId)).toBe(1_200n);
  });
});
