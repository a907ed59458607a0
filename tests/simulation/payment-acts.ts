import { getSql } from '@/db/client';
import { applyStripeEvent } from '@/lib/payments/apply-stripe-event';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { startTopUp } from '@/lib/payments/start-top-up';
import type { EventSubject } from '@/lib/payments/stripe-events';
import type { Act, Deed, Situation } from './deed';
import { waitingOrder } from './money-acts';
import { staff, subscriber, system } from './world';

/** Payments by card, and what comes back of them: refunds by staff or at Stripe, disputes and their decisions. */
export const paymentActs: readonly Act[] = [
  { weight: 14, prepare: payByCard },
  { weight: 5, prepare: refund },
  { weight: 4, prepare: refundAtStripe },
  { weight: 5, prepare: dispute },
  { weight: 14, prepare: decideDispute },
];

/** A card whose refunds fail days later. */
const FAILS_LATER = '4000000000005126';

/** Opens Stripe's page and pays there; the payer returns to us, or closes the browser. */
async function payByCard({ world, random, customerId, now }: Situation): Promise<Deed | null> {
  const { bank } = world;
  if (!bank) return null;
  bank.tick(now);
  const amountMinor = BigInt(random.int(5, 90) * 100);
  const wish = { topUpId: random.uuid(), customerId, amountMinor };
  const orderId = await waitingOrder(customerId);
  const { topUpId } = await startTopUp(subscriber(customerId, now), {
    ...wish,
    ...(orderId === undefined ? {} : { orderId }),
  });
  const [row] = await getSql()<{ session: string }[]>`
    select checkout_session_id as session from top_ups where id = ${topUpId}`;
  const sessionId = row?.session ?? '';
  bank.stripe.pay(sessionId, random.chance(0.3) ? FAILS_LATER : undefined);
  const told = random.int(0, 2);
  return news(`card payment of ${amountMinor}`, { kind: 'checkout', sessionId }, { now, told });
}

type Told = { now: Date; told: number };

/** What the product hears of it at once; the sweep brings the rest. */
function news(name: string, subject: EventSubject, { now, told }: Told): Deed {
  const run = () =>
    Promise.all(
      Array.from({ length: told }, () =>
        applyStripeEvent(system(now), { id: 'evt_simulated', subject }),
      ),
    );
  return { name: `${name}, told ${told} times`, run };
}

type Payment = { id: string; amount: string; intent: string; charge: string };

async function onePayment({ customerId, random }: Situation): Promise<Payment | undefined> {
  const rows = await getSql()<Payment[]>`
    select id, amount_minor::text as amount, payment_intent_id as intent, charge_id as charge from top_ups
    where customer_id = ${customerId} and status = 'paid' and charge_id is not null order by id`;
  return random.pick(rows);
}

/** By staff; Stripe cannot be reached now and then. */
async function refund(situation: Situation): Promise<Deed | null> {
  const { random, now } = situation;
  const { bank } = situation.world;
  const payment = await onePayment(situation);
  if (!payment || !bank) return null;
  bank.tick(now);
  const amountMinor = partOf(situation, payment);
  const input = {
    ...{ requestId: random.uuid(), topUpId: payment.id, reason: 'Simulated' },
    ...{ amountMinor, debtMinor: amountMinor },
  };
  const isDown = random.chance(0.3);
  const run = async () => {
    if (isDown) bank.stripe.chaos.failNext({ kind: 'reset', path: '/refunds', times: 3 });
    await refundTopUp(staff(now), input).finally(() => bank.stripe.chaos.reset());
  };
  return {
    name: `refund ${input.amountMinor} of ${payment.amount}${isDown ? ', Stripe down' : ''}`,
    run,
  };
}

function partOf({ random }: Situation, { amount }: Payment): bigint {
  return ((BigInt(amount) * BigInt(random.int(1, 4))) / 400n) * 100n + 100n;
}

async function refundAtStripe(situation: Situation): Promise<Deed | null> {
  const { random, now } = situation;
  const { bank } = situation.world;
  const payment = await onePayment(situation);
  if (!payment || !bank) return null;
  bank.tick(now);
  const amount = Number(partOf(situation, payment));
  const answer = await fetch(`${bank.stripe.apiBase}/v1/refunds`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_simulation' },
    body: new URLSearchParams({ payment_intent: payment.intent, amount: `${amount}` }),
  }).catch(unreachable);
  if (!answer?.ok) return null;
  const subject = { kind: 'refund' as const, paymentIntentId: payment.intent };
  return news(`refund ${amount} at Stripe`, subject, { now, told: random.int(0, 2) });
}

/** Another lane's refund runs while Stripe is down; the person at Stripe's dashboard gives up as well. */
function unreachable(error: unknown): null {
  if (error instanceof TypeError && error.message === 'fetch failed') return null;
  throw error;
}

async function dispute(situation: Situation): Promise<Deed | null> {
  const { random, now } = situation;
  const { bank } = situation.world;
  const payment = await onePayment(situation);
  if (!payment || !bank) return null;
  const { stripe } = bank;
  bank.tick(now);
  const charge = stripe.objects.all('charges').find(({ id }) => id === payment.charge);
  const left = charge ? charge.amount - charge.amount_refunded : 0;
  if (left <= 0 || charge?.disputed) return null;
  const opened = stripe.dispute(
    payment.charge,
    random.chance(0.3) ? 'inquiry' : 'fraudulent',
    left,
  );
  const subject = { kind: 'dispute' as const, disputeId: opened.id };
  return news(`dispute of ${left}`, subject, { now, told: random.int(0, 2) });
}

/** The bank decides a dispute, or takes up again what it had decided. */
async function decideDispute(situation: Situation): Promise<Deed | null> {
  const { random, customerId, now } = situation;
  const { bank } = situation.world;
  if (!bank) return null;
  const { stripe } = bank;
  const [row] = await getSql()<{ id: string }[]>`
    select d.id from top_up_disputes d join top_ups t on t.id = d.top_up_id
    where t.customer_id = ${customerId} order by d.updated_at limit 1`;
  const known = stripe.objects.all('disputes').find(({ id }) => id === row?.id);
  if (!known || known.status === 'lost') return null;
  bank.tick(now);
  const isOpen = known.status !== 'won' && known.status !== 'warning_closed';
  const outcome = random.chance(0.5) ? 'won' : 'lost';
  if (isOpen) stripe.decide(known.id, outcome);
  else stripe.reopen(known.id);
  const subject = { kind: 'dispute' as const, disputeId: known.id };
  const told = random.int(0, 2);
  return news(`dispute ${isOpen ? outcome : 'taken up again'}`, subject, { now, told });
}
