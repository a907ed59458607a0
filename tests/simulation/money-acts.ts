import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { cancelOrder } from '@/lib/orders/cancel-order';
import type { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { settleCheckout } from '@/lib/payments/settle-top-up';
import { insertTopUp, noteSession } from '@/lib/payments/store';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { clawBack } from '@/lib/wallet/claw-back';
import { type Act, type Deed, oneServiceOf, type Situation } from './deed';
import { staff, subscriber, system } from './world';

/** What customers and staff do with money: payments, orders, corrections. */
export const moneyActs: readonly Act[] = [
  { weight: 30, prepare: topUp },
  { weight: 4, prepare: (situation) => Promise.resolve(adjust(situation, 'cash', 2_500)) },
  { weight: 2, prepare: (situation) => Promise.resolve(adjust(situation, 'debit', 900)) },
  { weight: 1, prepare: (situation) => Promise.resolve(takeBack(situation)) },
  { weight: 8, prepare: buyService },
  { weight: 6, prepare: buyPack },
  { weight: 6, prepare: changePlan },
  { weight: 2, prepare: giveUpOrder },
];

/** Every customer's first actions. */
export const joinActs: readonly Pick<Act, 'prepare'>[] = [
  { prepare: topUp },
  { prepare: buyService },
  { prepare: buyService },
];

/** A payment reported by Stripe up to three times; our row and its page are written beforehand. */
async function topUp({ random, customerId, now }: Situation): Promise<Deed> {
  const topUpId = random.uuid();
  const amountMinor = BigInt(random.int(5, 90) * 100);
  const checkout = {
    ...{ sessionId: `cs_${topUpId}`, topUpId, status: 'complete' as const },
    ...{ isPaid: true, isProcessing: false, hasLapsed: false, instructions: null },
    ...{ amountMinor, currency: 'EUR', url: null, feeMinor: null, isRefunded: false },
    // Without an intent there are no refunds to ask Stripe for, which the simulation does not have.
    ...{ paymentIntentId: null, chargeId: null },
  };
  const waiting = await waitingOrder(customerId);
  await inTransaction(system(now), async (ctx) => {
    await insertTopUp(ctx, {
      ...{ id: topUpId, customerId, amountMinor, currency: 'EUR', status: 'created' },
      ...{ orderId: waiting ?? null, description: 'Simulated', createdAt: now, updatedAt: now },
    });
    await noteSession(ctx, topUpId, { sessionId: checkout.sessionId, url: null });
  });
  const deliveries = random.int(1, 3);
  const run = () =>
    Promise.all(Array.from({ length: deliveries }, () => settleCheckout(system(now), checkout)));
  return { name: `top-up of ${amountMinor}, told ${deliveries} times`, run };
}

function adjust(
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

async function order({ customerId, now }: Situation, request: OrderRequest): Promise<Deed> {
  const ctx = subscriber(customerId, now);
  const { orderId, sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
  const input = { orderId, customerId, request, quote };
  return { name: `order ${JSON.stringify(request)}`, run: () => placeOrder(ctx, input) };
}

async function buyService(situation: Situation): Promise<Deed | null> {
  const itemId = situation.random.pick(situation.world.itemIds);
  return itemId === undefined ? null : order(situation, { kind: 'new_service', itemId });
}

async function buyPack(situation: Situation): Promise<Deed | null> {
  const service = await oneServiceOf(
    situation,
    ({ status }) => status === 'active' || status === 'disabled',
  );
  if (!service) return null;
  const [pack] = await getSql()<{ id: number }[]>`
    select id::int as id from packs where item_id = ${service.item_id} order by id limit 1`;
  return pack ? order(situation, { kind: 'pack', serviceId: service.id, packId: pack.id }) : null;
}

async function changePlan(situation: Situation): Promise<Deed | null> {
  const { random, world } = situation;
  const service = await oneServiceOf(
    situation,
    ({ is_recurring, status }) => is_recurring && status === 'active',
  );
  // Between internet plans only: an antenna cannot become a weekly plan.
  const itemId = random.pick(world.itemIds.slice(0, 6).filter((id) => id !== service?.item_id));
  if (!service || itemId === undefined) return null;
  const moment = random.chance(0.5) ? 'now' : 'period_end';
  return order(situation, { kind: 'plan_change', serviceId: service.id, itemId, moment });
}

async function waitingOrder(customerId: number): Promise<string | undefined> {
  const [row] = await getSql()<{ id: string }[]>`
    select id from orders where customer_id = ${customerId} and state = 'waiting' order by created_at limit 1`;
  return row?.id;
}

async function giveUpOrder({ customerId, now }: Situation): Promise<Deed | null> {
  const orderId = await waitingOrder(customerId);
  if (orderId === undefined) return null;
  const ctx = subscriber(customerId, now);
  return { name: `cancel order ${orderId}`, run: () => cancelOrder(ctx, { orderId, customerId }) };
}
