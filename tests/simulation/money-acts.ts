import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { settleCheckout } from '@/lib/payments/settle-top-up';
import { insertTopUp, noteSession } from '@/lib/payments/store';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { clawBack } from '@/lib/wallet/claw-back';
import type { Act, Deed, Situation } from './deed';
import { staff, system } from './world';

/** What customers and staff do with money: payments and corrections. */
export const moneyActs: readonly Act[] = [
  { weight: 20, prepare: topUp },
  { weight: 4, prepare: (situation) => Promise.resolve(adjust(situation, 'cash', 2_500)) },
  { weight: 2, prepare: (situation) => Promise.resolve(adjust(situation, 'debit', 900)) },
  { weight: 1, prepare: (situation) => Promise.resolve(takeBack(situation)) },
];

/** A payment reported by Stripe up to three times; our row and its page are written beforehand. */
export async function topUp({ world, random, customerId, now }: Situation): Promise<Deed> {
  const topUpId = random.uuid();
  const { currency } = world;
  const amountMinor = BigInt(random.int(5, 90) * 100);
  const checkout = {
    ...{ sessionId: `cs_${topUpId}`, topUpId, status: 'complete' as const },
    ...{ isPaid: true, isProcessing: false, hasLapsed: false, instructions: null },
    ...{
      amountMinor,
      currency,
      url: null,
      feeMinor: null,
      names: { topUpId, customerId: null },
      isRefunded: false,
    },
    // Without an intent there are no refunds to ask Stripe for, which the simulation does not have.
    ...{ paymentIntentId: null, chargeId: null },
  };
  const waiting = await waitingOrder(customerId);
  await inTransaction(system(now), async (ctx) => {
    await insertTopUp(ctx, {
      ...{ id: topUpId, customerId, amountMinor, currency, status: 'created' },
      ...{ orderId: waiting ?? null, description: 'Simulated', createdAt: now, updatedAt: now },
    });
    await noteSession(ctx, topUpId, { sessionId: checkout.sessionId, url: null });
  });
  const deliveries = random.int(1, 3);
  const run = () =>
    Promise.all(Array.from({ length: deliveries }, () => settleCheckout(system(now), checkout)));
  return { name: `top-up of ${amountMinor}, told ${deliveries} times`, run };
}

export function adjust(
  { random, customerId, now }: Situation,
  direction: 'cash' | 'debit',
  most: number,
): Deed {
  const amountMinor = BigInt(random.int(1, most));
  const input = {
    adjustmentId: random.uuid(),
    customerId,
    direction,
    amountMinor,
    reason: 'Simulated',
  };
  return { name: `${direction} of ${amountMinor}`, run: () => adjustWallet(staff(now), input) };
}

/** What a refund or a dispute takes, even below the floor. */
function takeBack({ random, customerId, now }: Situation): Deed {
  const amountMinor = BigInt(random.int(100, 3_000));
  const causeKey = `refund:${random.uuid()}`;
  const run = () =>
    inTransaction(system(now), (ctx) =>
      clawBack(ctx, {
        ...{ customerId, amountMinor, causeKey, text: 'Simulated' },
        ...{ kind: 'refund', toAccount: 'stripe_clearing' },
      }),
    );
  return { name: `clawback of ${amountMinor}`, run };
}

/** The customer's oldest order that waits for credit. */
export async function waitingOrder(customerId: number): Promise<string | undefined> {
  const [row] = await getSql()<{ id: string }[]>`
    select id from orders where customer_id = ${customerId} and state = 'waiting' order by created_at limit 1`;
  return row?.id;
}
