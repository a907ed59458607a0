import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { aftermathOf } from '@/lib/payments/rules/aftermath';
import { getTopUpAftermath } from '@/lib/screens/portal/top-up';
import messages from '@/messages/en/portal.json';
import { givenOperator } from '@/tests/support/fixtures';
import { givenParked } from './parked-world';
import { nowCtx, type StripeWorld, startStripeWorld } from './stripe-world';

let world: StripeWorld;
beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
afterAll(() => world.close());

async function refund(charge: string, amount: number): Promise<void> {
  const { hostname: host, port } = new URL(world.stripe.apiBase);
  const dashboard = new Stripe('sk_test_dash', { host, port: Number(port), protocol: 'http' });
  await dashboard.refunds.create({ charge, amount });
  await world.stripe.settled();
}

describe('a payment of 50.00 that waits for staff, for a top-up of 20.00', () => {
  it('is not gone while a part of it waits: only what went back is said to be back', async () => {
    const { customerId, topUpId, charge } = await givenParked(world);
    await refund(String(charge), 2_000);
    expect(await getTopUpAftermath(nowCtx(customerId), topUpId)).toEqual({
      gone: null,
      notes: [{ kind: 'refunded', amountMinor: 2_000n }],
    });
  });

  it('is gone once all of it went back', async () => {
    const { customerId, topUpId, charge } = await givenParked(world);
    await refund(String(charge), 5_000);
    const { gone } = await getTopUpAftermath(nowCtx(customerId), topUpId);
    expect(gone).toBe('refunded');
  });

  it('is counted in the currency it came in', async () => {
    const { customerId, topUpId } = await givenParked(world);
    await getSql()`update top_ups set arrived_minor = 8000, arrived_currency = 'JPY', park_reason = 'currency'
      where id = ${topUpId}`;
    await getSql()`insert into top_up_refunds (id, top_up_id, amount_minor, status, reason, created_at, updated_at)
      values (gen_random_uuid(), ${topUpId}, 2000, 'succeeded', 'x', now(), now())`;
    expect((await getTopUpAftermath(nowCtx(customerId), topUpId)).gone).toBeNull();
  });
});

describe('the notes of a payment that never became credit', () => {
  it('have a text of their own for every kind, and none says that credit was taken or given', () => {
    const { uncredited } = messages.payment.after;
    const kinds = aftermathOf({
      amountMinor: 10n,
      refunds: (['succeeded', 'pending'] as const).map((status) => ({ amountMinor: 1n, status })),
      disputes: (['inquiry', 'open', 'lost', 'won'] as const).map((state) => ({
        ...{ amountMinor: 1n, withdrawnMinor: 1n, reinstatedMinor: 0n, state },
      })),
    }).notes.map(({ kind }) => kind);
    expect(Object.keys(uncredited).toSorted()).toEqual(kinds.toSorted());
    for (const text of Object.values(uncredited))
      expect(text).not.toMatch(/left your credit|is back/);
  });
});
