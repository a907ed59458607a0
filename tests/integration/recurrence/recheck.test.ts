import { describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { changeService } from '@/lib/lifecycle/change-service';
import { takeVersion } from '@/lib/lifecycle/take-version';
import { listNextCharges } from '@/lib/orders/lookups/next-charges';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { liftHolds } from '@/lib/services/lift-holds';
import { setHolds } from '@/lib/services/set-holds';
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
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt } from '../planned/support';
import {
  counted,
  dropEvents,
  later,
  monthly,
  nothing,
  recheck,
  resetRecheckedWorld,
  soon,
} from './recheck-support';

resetRecheckedWorld();

/** Delivers `wallet/credited` as the job does. */
async function deliver(now: Date) {
  const rows = await getSql()<{ id: number }[]>`
    select distinct customer_id::int as id from events where name = 'wallet/credited'`;
  await dropEvents();
  for (const { id } of rows) await putCreditToUse(systemCtx(now), { customerId: id });
}

/** A customer with one service that runs and one of 5.00 for which credit is short. */
async function givenShort({ balance = 3_100n, running = 3_000n } = {}) {
  const customerId = await givenCustomer({ balance });
  const big = await givenPlan({ ...monthly, unitPriceMinor: running });
  const small = await givenPlan({ ...monthly, unitPriceMinor: 500n, graceDays: 0 });
  const first = await givenService({ customerId, itemId: big.itemId });
  const serviceId = await givenService({ customerId, itemId: small.itemId });
  expect((await serviceNow(first)).status).toBe('active');
  expect((await serviceNow(serviceId)).holds).toEqual(['unpaid']);
  await dropEvents();
  return { customerId, first, serviceId };
}

/** Something that makes the service affordable, one hour after its purchase. */
const causes: Record<string, (ids: Awaited<ReturnType<typeof givenShort>>) => Promise<unknown>> = {
  'a refund of a downgrade': async ({ customerId, first }) => {
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 1_000n });
    await change(subscriberCtx(customerId, soon), { customerId, serviceId: first, itemId }, 'now');
  },
  'a lower price of the service': ({ serviceId }) =>
    changeService(staffCtx(soon), { serviceId, fields: { customPriceMinor: 100n } }),
  'a discount': ({ serviceId }) =>
    changeService(staffCtx(soon), {
      serviceId,
      discounts: [{ kind: 'fixed', amountMinor: 450n, startDate: '2026-01-01' }],
    }),
  'cheaper terms of its plan': async ({ serviceId }) => {
    const [made] = await getSql()<{ id: number }[]>`
      insert into catalog_item_versions overriding system value
      select (jsonb_populate_record(v, jsonb_build_object(
        'id', v.id + 100000, 'version', v.version + 1, 'unit_price_minor', 50))).*
      from catalog_item_versions v join services s on s.item_version_id = v.id where s.id = ${serviceId}
      returning id::int as id`;
    await inTransaction(staffCtx(soon), (ctx) =>
      takeVersion(ctx, { serviceId, itemVersionId: made?.id ?? 0, moment: 'now' }),
    );
  },
  'a credit': ({ customerId }) => givenCredit(customerId, 400n, soon),
};

describe('a service that waits for credit', () => {
  it.each(Object.keys(causes))('runs as soon as %s is announced', async (cause) => {
    const ids = await givenShort();
    await causes[cause]?.(ids);
    await deliver(soon);
    expect((await serviceNow(ids.serviceId)).status).toBe('active');
    expect(await recheck()).toEqual(nothing);
    expect(await counted()).toEqual({});
  });

  it.each(Object.keys(causes))('runs within one recheck if %s was not announced', async (cause) => {
    const ids = await givenShort();
    await causes[cause]?.(ids);
    await dropEvents();
    expect(await recheck()).toMatchObject({ credit: 1 });
    expect((await serviceNow(ids.serviceId)).status).toBe('active');
    expect(await counted()).toEqual({ credit: 1 });
    expect(await recheck(at(later, { minutes: 1 }))).toEqual(nothing);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('runs on the next page although a customer before it still waits', async () => {
    const [stuck, other] = [await givenShort(), await givenShort()];
    for (const { customerId } of [stuck, other]) await givenCredit(customerId, 400n, soon);
    await dropEvents();
    const next = await recheckCredit(systemCtx(later), stuck.customerId, 1);
    expect(next).toMatchObject({ repaired: 1, after: other.customerId });
  });

  it('is left to the event while that is being delivered', async () => {
    const { customerId, serviceId } = await givenShort();
    await givenCredit(customerId, 400n, soon);
    expect(await recheck(at(soon, { seconds: 10 }))).toEqual(nothing);
    expect(await recheck(at(soon, { seconds: 20 }))).toEqual({ ...nothing, credit: 1 });
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('runs once the rest of its period is cheap enough, which is no defect', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan({
      ...{ ...monthly, unitPriceMinor: 500n, graceDays: 0, keepAnchor: true },
    });
    const serviceId = await givenService({ customerId, itemId });
    const due = at(start, { days: 31 });
    await sweepRecurrences(systemCtx(due));
    await givenCredit(customerId, 400n, due);
    await deliver(due);
    expect(await recheck(at(due, { days: 2 }))).toEqual(nothing);
    expect((await serviceNow(serviceId)).status).toBe('stopped');
    const half = at(due, { days: 14 });
    expect(await recheck(half)).toEqual(nothing);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await counted(half)).toEqual({});
  });

  it('runs again after a period was withheld, and the recheck pays it once however many run at once', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 500n, graceDays: 0 });
    const serviceId = await givenService({ customerId, itemId });
    const due = at(start, { days: 31 });
    await sweepAt(due);
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    await givenCredit(customerId, 700n, at(due, { hours: 1 }));
    await dropEvents();
    const now = at(due, { hours: 2 });
    const runs = await Promise.all([recheck(now), recheck(now), recheck(now)]);
    expect(runs.reduce((sum, { credit }) => sum + credit, 0)).toBe(1);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(200n);
    expect(await counted(now)).toEqual({ credit: 1 });
  });

  it('in its grace is paid within one recheck', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 500n, graceDays: 5 });
    const serviceId = await givenService({ customerId, itemId });
    const due = at(start, { days: 31 });
    await sweepAt(due);
    expect(await periodsOf(serviceId)).toHaveLength(1);
    await givenCredit(customerId, 700n, at(due, { hours: 1 }));
    await dropEvents();
    expect(await recheck(at(due, { hours: 2 }))).toEqual({ ...nothing, credit: 1 });
    expect(await periodsOf(serviceId)).toHaveLength(2);
  });

  it('stays as it is while its price is one minor unit above the credit, or another hold is there', async () => {
    const { serviceId } = await givenShort({ balance: 3_499n });
    const held = await givenShort({ balance: 3_499n });
    await inTransaction(staffCtx(soon), (ctx) =>
      setHolds(ctx, { serviceIds: [held.serviceId], reason: 'dispute' }),
    );
    await givenCredit(held.customerId, 1n, soon);
    await dropEvents();
    expect(await recheck()).toEqual(nothing);
    expect((await serviceNow(serviceId)).status).toBe('pending');
    expect((await serviceNow(held.serviceId)).holds).toEqual(['dispute', 'unpaid']);
    // A hold that is lifted without anything done about it.
    await inTransaction(staffCtx(soon), (ctx) =>
      liftHolds(ctx, { serviceIds: [held.serviceId], reason: 'dispute' }),
    );
    expect(await recheck()).toEqual({ ...nothing, credit: 1 });
    expect((await serviceNow(held.serviceId)).status).toBe('active');
  });
});

describe('a schedule whose price is not what the rules say', () => {
  async function chargedNext(serviceId: number) {
    const charge = (await listNextCharges(staffCtx(later), [serviceId])).get(serviceId);
    await sweepAt(charge?.dueAt ?? later);
    const [row] = await getSql()<{ price: string }[]>`
      select price_minor::text as price from periods where service_id = ${serviceId} order by index desc limit 1`;
    return { shown: charge?.duePriceMinor, charged: BigInt(row?.price ?? -1) };
  }

  async function givenRunning() {
    const customerId = await givenCustomer({ balance: 90_000n });
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 1_000n, taxRatePpm: 200_000 });
    const serviceId = await givenService({ customerId, itemId });
    await dropEvents();
    return serviceId;
  }

  it.each([
    ['the tax mode', { taxMode: 'exclusive' as const }, 1_200n],
    ['the time zone', { timeZone: 'Pacific/Apia' }, 1_000n],
  ])(
    'follows %s within one recheck, and the next period costs what is shown',
    async (_, over, price) => {
      const serviceId = await givenRunning();
      await givenOperator(over);
      expect(await recheck()).toEqual({ ...nothing, price: 1 });
      expect(await counted()).toEqual({ price: 1 });
      expect(await recheck()).toEqual(nothing);
      expect(await chargedNext(serviceId)).toEqual({ shown: price, charged: price });
    },
  );

  const own = (statement: string) => (serviceId: number) =>
    getSql().unsafe(`${statement} = ${serviceId}`);

  it.each([
    ['a custom price', own('update services set custom_price_minor = 700 where id')],
    ['a quantity', own('update services set quantity = 2 where id')],
    ['a priority', own('update services set priority = 7 where id')],
    ['a version', own('update services set next_item_version_id = item_version_id where id')],
    ['its price', own('update schedule set price_minor = price_minor + 1 where service_id')],
    [
      'a discount',
      own(`insert into service_discounts (service_id, kind, percent_ppm, start_date)
        select service_id, 'percent', 100000, '2026-01-01' from schedule where service_id`),
    ],
  ])('is repaired once after %s was written past the commands', async (_, write) => {
    const serviceId = await givenRunning();
    await write(serviceId);
    const runs = await Promise.all([recheck(), recheck()]);
    expect(runs.reduce((sum, { price }) => sum + price, 0)).toBe(1);
    expect(await counted()).toEqual({ price: 1 });
    const { shown, charged } = await chargedNext(serviceId);
    expect(charged).toBe(shown);
  });
});
