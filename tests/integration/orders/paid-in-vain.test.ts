import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { newId } from '@/lib/kit/ids';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { renewService } from '@/lib/orders/renew-service';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { sweepAt } from '../planned/support';
import { confirmOrder, refusalOf } from './support';

beforeAll(() => givenOperator());

const endsAt = at(start, { days: 7 });
const paidAt = at(endsAt, { minutes: 2 });
const laterOn = at(endsAt, { hours: 3 });

/** Credits the wallet as a payment for the order does, without spending it. */
async function givenPaidFor(orderId: string, customerId: number, amountMinor: bigint) {
  await givenCredit(customerId, amountMinor, paidAt);
  const sql = getSql();
  const now = paidAt.toISOString();
  await sql`
    insert into top_ups (id, customer_id, amount_minor, currency, status, order_id, description, paid_at, transfer_id,
      receipt_number, created_at, updated_at)
    select ${newId()}, ${customerId}, ${amountMinor.toString()}, 'EUR', 'paid', ${orderId}, 'Top-up', ${now}, t.id,
      (select coalesce(max(receipt_number), 0) + 1 from top_ups), ${now}, ${now}
    from (select max(id) as id from transfers) t`;
}

/** A week for 5.00 that is due, and a change to a plan for 9.00 whose payment came two minutes too late. */
async function givenLatePayment(from: Partial<ItemTerms>) {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ unitPriceMinor: 500n, ...from });
  const other = await givenPlan({ unitPriceMinor: 900n });
  const serviceId = await givenService({ customerId, itemId });
  const request = { kind: 'plan_change', serviceId, itemId: other.itemId, moment: 'now' } as const;
  const ctx = subscriberCtx(customerId, at(endsAt, { minutes: -10 }));
  const { placed } = await confirmOrder(ctx, customerId, request);
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  const { orderId, shortMinor } = placed;
  await sweepAt(endsAt);
  const before = await serviceNow(serviceId);
  await givenPaidFor(orderId, customerId, shortMinor);
  await putCreditToUse(systemCtx(paidAt), { customerId, orderId });
  return { customerId, serviceId, request, orderId, shortMinor, before };
}

describe.each([
  ['in its grace', { graceDays: 5 }, 'active'],
  ['stopped for lack of credit', { graceDays: 0 }, 'stopped'],
] as const)(
  'money paid for a plan change that was not made, for a service %s',
  (_what, from, status) => {
    it('stays in the wallet, and leaves the service as it was', async () => {
      const { customerId, serviceId, shortMinor, before } = await givenLatePayment(from);
      // The event of the credit, whenever it is delivered.
      await putCreditToUse(systemCtx(laterOn), { customerId });
      expect(await balanceOf(customerId)).toBe(shortMinor);
      expect(await serviceNow(serviceId)).toEqual(before);
      expect(before.status).toBe(status);
    });

    it('renews the plan when its customer says so, once', async () => {
      const { customerId, serviceId, shortMinor } = await givenLatePayment(from);
      const ctx = subscriberCtx(customerId, laterOn);
      const { can, renewalNow: shown } = await getPortalService(ctx, serviceId);
      expect(can.renew).toBe(true);
      await renewService(ctx, { customerId, serviceId, shown });
      await renewService(ctx, { customerId, serviceId, shown });
      expect(shown.priceMinor).toBe(500n);
      const [{ ends_at: endsAt } = {}] = await getSql()`select ends_at from periods
        where service_id = ${serviceId} and outcome = 'allocated' order by index desc limit 1`;
      expect(new Date(endsAt).toISOString()).toBe(shown.at);
      expect(await balanceOf(customerId)).toBe(shortMinor - 500n);
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'active' });
      expect((await getPortalService(ctx, serviceId)).can.renew).toBe(false);
    });

    it('renews it only as its page showed it, and names both otherwise', async () => {
      const { customerId, serviceId, shortMinor } = await givenLatePayment(from);
      const ctx = subscriberCtx(customerId, laterOn);
      const { renewalNow: shown } = await getPortalService(ctx, serviceId);
      await getSql()`update services set custom_price_minor = 300 where id = ${serviceId}`;
      const wish = { customerId, serviceId };
      await expect(renewService(ctx, { ...wish, shown })).rejects.toMatchObject({
        key: 'charge_changed',
        params: { was: { minor: 500n, currency: 'EUR' }, now: { minor: 300n, currency: 'EUR' } },
      });
      await expect(
        renewService(ctx, { ...wish, shown: { ...shown, priceMinor: 300n, itemVersionId: 1 } }),
      ).rejects.toMatchObject({ key: 'charge_reworded' });
      expect(await balanceOf(customerId)).toBe(shortMinor);
      const { renewalNow } = await getPortalService(ctx, serviceId);
      await renewService(ctx, { ...wish, shown: renewalNow });
      expect(await balanceOf(customerId)).toBe(shortMinor - 300n);
    });

    it('renews it with any later payment, as that one asks for no other plan', async () => {
      const { customerId, serviceId, shortMinor } = await givenLatePayment(from);
      await givenCredit(customerId, 100n, laterOn);
      await putCreditToUse(systemCtx(laterOn), { customerId });
      expect(await balanceOf(customerId)).toBe(shortMinor + 100n - 500n);
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'active' });
    });

    it('pays for the customer’s other services meanwhile', async () => {
      const { customerId, serviceId, shortMinor } = await givenLatePayment(from);
      const { itemId } = await givenPlan({ unitPriceMinor: 300n });
      const otherId = await givenService({ customerId, itemId }, laterOn);
      await putCreditToUse(systemCtx(laterOn), { customerId });
      expect(await balanceOf(customerId)).toBe(shortMinor - 300n);
      expect((await periodsOf(otherId)).length).toBe(1);
      expect(
        (await periodsOf(serviceId)).filter(({ outcome }) => outcome === 'allocated').length,
      ).toBe(1);
    });

    it('is renewed by nobody else’s wish', async () => {
      const { serviceId } = await givenLatePayment(from);
      const stranger = await givenCustomer({ balance: 5_000n });
      const ctx = subscriberCtx(stranger, laterOn);
      const shown = { itemVersionId: 1 };
      const wish = { customerId: stranger, serviceId, shown };
      expect(await refusalOf(renewService(ctx, wish))).toBe('not_found');
    });
  },
);

describe('the grace of a service whose paid change was not made', () => {
  it('ends like any other: its plan renews from the credit', async () => {
    const { customerId, serviceId, shortMinor } = await givenLatePayment({ graceDays: 2 });
    await sweepAt(at(endsAt, { days: 2 }));
    expect(await balanceOf(customerId)).toBe(shortMinor - 500n);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active' });
  });

  it('pays for another change of plan, whose order decides', async () => {
    const { customerId, request, shortMinor } = await givenLatePayment({ graceDays: 2 });
    const ctx = subscriberCtx(customerId, laterOn);
    const { quote } = await previewOrder(ctx, { customerId, request });
    expect(quote.lines[0]?.kind).toBe('served');
    await givenCredit(customerId, quote.totalMinor - shortMinor, at(start, { days: 1 }));
    const { placed } = await confirmOrder(ctx, customerId, request);
    expect(placed.kind).toBe('executed');
    expect(await balanceOf(customerId)).toBe(0n);
  });
});
