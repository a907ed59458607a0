import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeService } from '@/lib/lifecycle/change-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { getPortalService } from '@/lib/screens/portal/services';
import { toStripeAmount } from '@/lib/settings/rules/stripe-amount';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenRouter, networkOn } from './router-off-world';

const later = (days: number) => at(start, { days });

describe.each([
  // [currency, missing amount, chargeable amount for it]
  ['EUR', 1_235n, 1_235n],
  ['JPY', 1_235n, 1_235n],
  ['KWD', 1_235n, 1_240n],
] as const)('in %s', (currency, short, asked) => {
  beforeEach(() => givenOperator({ currency, sellsAhead: true, taxMode: 'exclusive' }));

  it('a plan that waits for credit asks for a chargeable amount, and keeps the rest', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan({ unitPriceMinor: 500n + short });
    const serviceId = await givenService({ customerId, itemId });
    const { renewal } = await getPortalService(subscriberCtx(customerId), serviceId);
    expect(renewal).toMatchObject({
      ...{ kind: 'starts', priceMinor: 500n + short },
      source: { kind: 'short', shortMinor: short, topUpMinor: asked },
    });
    expect(toStripeAmount(asked, currency).kind).toBe('amount');
    await givenCredit(customerId, asked);
    await putCreditToUse(systemCtx(), { customerId });
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(asked - short);
  });

  it('a plan sold ahead charges its exact price when it is connected, and not before', async () => {
    const { itemId } = await givenPlan({
      ...{ unitPriceMinor: 1_735n, taxRatePpm: 150_000, activationFeeMinor: 333n },
    });
    await getSql()`update routers set status = 'off'`;
    const customerId = await givenCustomer({ balance: 1n });
    const ctx = subscriberCtx(customerId);
    const request = { kind: 'new_service', itemId } as const;
    const { orderId, sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
    const placed = await placeOrder(ctx, { orderId, customerId, request, quote });
    // 1,735 and the fee of 333, each with 15 % on top.
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 2_377n });
    await givenCredit(customerId, 2_377n);
    await putCreditToUse(systemCtx(), { customerId });
    expect(await balanceOf(customerId)).toBe(2_378n);
    const [made] = await getSql()<{ id: string }[]>`
      select id from services where customer_id = ${customerId}`;
    const serviceId = Number(made?.id);
    const { renewal } = await getPortalService(ctx, serviceId);
    expect(renewal).toMatchObject({ kind: 'connects', priceMinor: 2_378n });
    const network = await networkOn(await givenRouter());
    await changeService(staffCtx(later(1)), { serviceId, network });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('the next charge shown is what is charged, with tax, discount and quantity, even after a break', async () => {
    await getSql()`update routers set status = 'online'`;
    const customerId = await givenCustomer({ balance: 50_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 1_235n, taxRatePpm: 175_000 });
    const serviceId = await givenService({
      ...{ customerId, itemId, quantity: 3, endDate: '2026-03-20', network: await givenMeans() },
      discounts: [
        {
          ...{ kind: 'percent', percentPpm: 333_333, startDate: '2026-03-01', endDate: null },
          ...{ text: '', stackable: false },
        },
      ],
    });
    await pauseService(staffCtx(later(2)), { serviceId, until: null });
    await resumeService(staffCtx(later(4)), { serviceId });
    const { renewal, endDate } = await getPortalService(
      subscriberCtx(customerId, later(4)),
      serviceId,
    );
    expect(endDate).toBe('2026-03-22');
    expect(renewal).toMatchObject({ kind: 'renews', at: later(9) });
    const before = await balanceOf(customerId);
    await sweepSpecialPeriods(systemCtx(later(9)));
    await sweepRecurrences(systemCtx(later(9)));
    const charged = before - (await balanceOf(customerId));
    // 3 × 1,235 less a third, and 17.5 % on top.
    expect(charged).toBe(2_902n);
    expect(renewal.kind === 'renews' && renewal.priceMinor).toBe(charged);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
