import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeService } from '@/lib/lifecycle/change-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { getPlace } from '@/lib/screens/portal/place';
import { getOrderFacts } from '@/lib/screens/portal/trace';
import { traceOrder } from '@/lib/timeline/rules/trace';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenBuyer, givenRouterAt, offerOf, onlyServiceOf, resetPlaces } from './place-support';

resetPlaces();

describe('a plan sold before it can be connected', () => {
  // An operator without any router connects nothing by routers, and sells at once.
  beforeEach(async () => {
    await givenOperator({ sellsAhead: true });
    await givenRouterAt(null, 'off');
  });

  it('says so beforehand, charges nothing, and waits for staff', async () => {
    const { customerId, itemId, ctx, preview, buy } = await givenBuyer();
    expect((await preview()).quote).toMatchObject({ totalMinor: 500n, startsWhenConnected: true });
    expect(await getPlace(ctx, customerId)).toEqual({ kind: 'ahead', sites: [] });
    expect(await offerOf(customerId, itemId)).toMatchObject({ refusal: null });
    const { orderId } = await buy();
    expect(await balanceOf(customerId)).toBe(2_000n);
    const service = await onlyServiceOf(customerId);
    expect(service).toMatchObject({
      status: 'pending',
      renewal: { kind: 'connects', priceMinor: 500n, source: { kind: 'credit' } },
    });
    expect(service.reasons[0]?.reason).toBe('not_connected');
    const { order, effects } = await getOrderFacts(ctx, { customerId, orderId });
    expect(traceOrder(order, effects).map(({ kind }) => kind)).toEqual([
      ...['ordered', 'connecting'],
    ]);
  });

  it('is listed for staff as covered by credit, not as paid, and is started and charged once when they connect it', async () => {
    const before = await countNotConnected(staffCtx());
    const { customerId, buy } = await givenBuyer();
    await buy();
    expect(await countNotConnected(staffCtx())).toEqual({
      ...before,
      ...{ covered: before.covered + 1, all: before.all + 1 },
    });
    const { serviceId } = await onlyServiceOf(customerId);
    const routerId = await givenRouterAt(null);
    const login = `c${customerId}`;
    const now = at(start, { days: 4 });
    const connect = () =>
      changeService(staffCtx(now), {
        ...{ serviceId, network: { routerId, accessMethod: 'pppoe', login, ipv4Mode: 'dynamic' } },
      });
    await Promise.all([connect(), connect()]);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await periodsOf(serviceId)).toMatchObject([
      { startsAt: now.toISOString(), endsAt: at(now, { days: 7 }).toISOString() },
    ]);
    expect(await countNotConnected(staffCtx())).toEqual(before);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('must still be covered by credit, and waits for the payment until it is', async () => {
    const { customerId, buy } = await givenBuyer(null, 300n);
    const { orderId, kind } = await buy();
    expect(kind).toBe('waiting');
    await givenCredit(customerId, 200n);
    await putCreditToUse(systemCtx(), { customerId, orderId });
    expect((await onlyServiceOf(customerId)).status).toBe('pending');
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it('is no longer counted as covered once its credit is spent', async () => {
    const { customerId, buy } = await givenBuyer(null, 500n);
    await buy();
    const before = await countNotConnected(staffCtx());
    await getSql()`update accounts set balance_minor = 499 where customer_id = ${customerId} and kind = 'wallet'`;
    expect(await countNotConnected(staffCtx())).toEqual({ ...before, covered: before.covered - 1 });
    await getSql()`update accounts set balance_minor = 500 where customer_id = ${customerId} and kind = 'wallet'`;
  });
});
