import { beforeAll, describe, expect, it } from 'vitest';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

describe('a credit-based recurrence', () => {
  it('charges and allocates each week until the credit is short, then stops and says why', async () => {
    const customerId = await givenCustomer({ balance: 1_000n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });

    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    await sweepRecurrences(systemCtx(at(start, { days: 14 })));

    expect((await periodsOf(serviceId)).map((period) => period.outcome)).toEqual([
      'allocated',
      'allocated',
      'withheld',
    ]);
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'stopped', holds: ['no_credit'] });
  });

  it('withholds when the balance is one minor unit short, and allocates when it is exact', async () => {
    const { itemId } = await givenPlan();
    const short = await givenCustomer({ balance: 999n });
    const exact = await givenCustomer({ balance: 1_000n });
    const [shortId, exactId] = [
      await givenService({ customerId: short, itemId }),
      await givenService({ customerId: exact, itemId }),
    ];
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect((await serviceNow(shortId)).status).toBe('stopped');
    expect((await serviceNow(exactId)).status).toBe('active');
    expect(await balanceOf(short)).toBe(499n);
  });

  it('resumes at the moment credit returns, with a new anchor and without charging the skipped time', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    const back = at(start, { days: 10, hours: 5 });
    await givenCredit(customerId, 1_500n, back);
    await resumeServices(systemCtx(back), { customerId });

    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(1_000n);
    expect((await periodsOf(serviceId)).at(-1)).toEqual({
      index: 2,
      outcome: 'allocated',
      startsAt: back.toISOString(),
      endsAt: at(back, { days: 7 }).toISOString(),
    });
    await resumeServices(systemCtx(at(back, { hours: 1 })), { customerId });
    expect(await balanceOf(customerId)).toBe(1_000n);
  });

  it('does not touch the router when a paying service renews', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    const before = (await serviceNow(serviceId)).desiredVersion;
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect((await periodsOf(serviceId)).length).toBe(2);
    expect((await serviceNow(serviceId)).desiredVersion).toBe(before);
  });

  it('skips a service the credit cannot cover and still renews a cheaper one after it', async () => {
    const customerId = await givenCustomer({ balance: 3_500n });
    const dear = await givenPlan({ unitPriceMinor: 1_500n });
    const cheap = await givenPlan({ unitPriceMinor: 200n });
    const dearId = await givenService({ customerId, itemId: dear.itemId, priority: 1 });
    const cheapId = await givenService({ customerId, itemId: cheap.itemId, priority: 2 });
    await givenService({
      customerId,
      itemId: (await givenPlan({ unitPriceMinor: 1_000n })).itemId,
      priority: 3,
    });
    // 3,500 - 1,500 - 200 - 1,000 = 800: too little for the expensive one, enough for the cheap one.
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect((await serviceNow(dearId)).status).toBe('stopped');
    expect((await serviceNow(cheapId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(600n);
  });

  it('decides only the running period after an outage and records the others as missed', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    await sweepRecurrences(systemCtx(at(start, { days: 25 })));
    expect((await periodsOf(serviceId)).map((period) => period.outcome)).toEqual([
      'allocated',
      'missed',
      'missed',
      'allocated',
    ]);
    expect(await balanceOf(customerId)).toBe(4_000n);
  });

  it('charges tax as a separate leg of the same cause', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 1_000n, taxRatePpm: 190_000 });
    await givenService({ customerId, itemId });
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect(await balanceOf(customerId)).toBe(5_000n - 2n * 1_190n);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});

describe('a one-off recurrence', () => {
  it('allocates on schedule with zero credit and posts its price to the postpaid account', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan({
      recurrenceMode: 'one_off',
      intervalUnit: 'month',
      unitPriceMinor: 9_900n,
    });
    const serviceId = await givenService({ customerId, itemId });
    await sweepRecurrences(systemCtx(new Date('2026-04-02T09:00:00Z')));
    expect((await periodsOf(serviceId)).map((period) => period.outcome)).toEqual([
      'allocated',
      'allocated',
    ]);
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await balanceOf(customerId, 'postpaid')).toBe(-19_800n);
    expect((await serviceNow(serviceId)).status).toBe('active');
  });
});

describe('a plan without a data limit', () => {
  it('renews its period and allocates nothing', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan({
      dataLimitBytes: null,
      intervalUnit: 'day',
      intervalCount: 1,
    });
    const serviceId = await givenService({ customerId, itemId });
    await sweepRecurrences(systemCtx(at(start, { days: 1 })));
    expect((await periodsOf(serviceId)).map((period) => period.endsAt)).toEqual([
      at(start, { days: 1 }).toISOString(),
      at(start, { days: 2 }).toISOString(),
    ]);
  });
});
