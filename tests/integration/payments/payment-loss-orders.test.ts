import fc from 'fast-check';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { DomainError } from '@/lib/kit/errors';
import { newId } from '@/lib/kit/ids';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
} from '@/tests/support/fixtures';
import { decide, staff } from './parked-world';
import { givenTopUp, jobCtx, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

let world: StripeWorld;
let dashboard: Stripe;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
  const { port } = world.stripe;
  dashboard = new Stripe('sk_test_dashboard', { host: '127.0.0.1', port, protocol: 'http' });
});
afterEach(async () => {
  world.stripe.chaos.reset();
  world.stripe.settleIn(null);
  await givenOperator();
});
afterAll(() => world.close());

const AMOUNT = 12_000n;
const RUNS = Number(process.env['NETPURSE_ORDERS'] ?? 4);

const kinds = [
  'refundByStaff',
  'refundWhileStripeIsDown',
  'refundInDashboard',
  'dispute',
  'inquiry',
  'win',
  'lose',
  'reopen',
  'deliver',
  'deliver',
  'timePasses',
  'sweep',
  'creditParked',
] as const;
type Kind = (typeof kinds)[number];
type Step = { kind: Kind; quarters: number; seed: number };
type Payment = { customerId: number; topUpId: string; charge: string; since: number };

const step = fc.record({
  kind: fc.constantFrom(...kinds),
  quarters: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});
const story = fc.record({
  isParked: fc.boolean(),
  card: fc.constantFrom('4242424242424242', '4000000000005126', '4000000000007726'),
  settlesIn: fc.constantFrom(null, { currency: 'gbp', perThousand: 873 }),
  steps: fc.array(step, { minLength: 4, maxLength: 12 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});
type Story = {
  isParked: boolean;
  card: string;
  settlesIn: Settlement;
  steps: Step[];
  seed: number;
};
type Settlement = { currency: string; perThousand: number } | null;

describe('the loss of a wallet for a payment', () => {
  test.each(['EUR', 'JPY', 'KWD'])(
    'converges on what went back at Stripe, whatever happens in which order, in %s',
    async (currency) => {
      await givenOperator({ currency });
      await fc.assert(
        fc.asyncProperty(story, async (told) => {
          const payment = await tell(told);
          expect(await balanceOf(payment.customerId)).toBe(await rightBalance(payment));
          expect(await brokenLedgerRules()).toEqual([]);
        }),
        // A story takes seconds: the first that fails is short enough to read.
        { numRuns: RUNS, endOnFailure: true },
      );
    },
  );
});

/** Plays a story; at its end every event is delivered, some of them twice at once, and the sweep has run. */
async function tell({ isParked, card, settlesIn, steps, seed }: Story): Promise<Payment> {
  world.stripe.chaos.reset();
  world.stripe.settleIn(null);
  const since = world.stripe.objects.all('events').length;
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId, AMOUNT);
  if (isParked) await getSql()`update top_ups set amount_minor = 4000 where id = ${topUpId}`;
  world.stripe.pay(sessionId, card);
  await world.stripe.settled();
  const payment = { customerId, topUpId, charge: (await topUpRow(topUpId)).charge_id, since };
  world.stripe.settleIn(settlesIn);
  world.stripe.chaos.setWebhooks({ dropShare: 1 });
  for (const one of steps) await refusalsAside(() => acts[one.kind](payment, one));
  world.stripe.advance(60_000);
  await deliver(payment, seed);
  await sweepRefunds(jobCtx(86_400_000));
  world.stripe.advance(60_000);
  await deliver(payment, seed + 1);
  return payment;
}

/** A step that is impossible now is refused by Stripe or by us, and changes nothing. */
async function refusalsAside(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isRefusal = error instanceof DomainError || error instanceof Stripe.errors.StripeError;
    if (!isRefusal && !isFault(error)) throw error;
  }
}

/** The stand-in's own refusal of something no bank does, such as deciding a decided dispute. */
function isFault(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === 'StripeFault';
}

/** Quarters of the payment, in steps that Stripe charges in every currency. */
const partOf = (quarters: number) => (AMOUNT * BigInt(quarters)) / 4n;

const refundByStaff = ({ topUpId }: Payment, { quarters }: Step) =>
  refundTopUp(staff(), {
    ...{ requestId: newId(), topUpId, amountMinor: partOf(quarters), reason: 'Asked for it' },
    debtMinor: partOf(quarters),
  });
const disputesOf = (charge: string) =>
  world.stripe.objects.all('disputes').filter((one) => one.charge === charge);
const someDispute = ({ charge }: Payment, { seed }: Step) => {
  const all = disputesOf(charge);
  return all[seed % all.length]?.id ?? 'none';
};

const acts: Record<Kind, (payment: Payment, step: Step) => unknown> = {
  refundByStaff,
  refundWhileStripeIsDown: async (payment, one) => {
    world.stripe.chaos.failNext({ kind: 'reset', path: '/refunds', method: 'POST', times: 3 });
    await refusalsAside(() => refundByStaff(payment, one));
    world.stripe.chaos.reset();
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
  },
  refundInDashboard: ({ charge }, { quarters }) =>
    dashboard.refunds.create({ charge, amount: Number(partOf(quarters)) }),
  dispute: ({ charge }, { quarters }) =>
    world.stripe.dispute(charge, 'fraudulent', Number(partOf(quarters))),
  inquiry: ({ charge }) => world.stripe.dispute(charge, 'inquiry', Number(AMOUNT)),
  win: (payment, one) => world.stripe.decide(someDispute(payment, one), 'won'),
  lose: (payment, one) => world.stripe.decide(someDispute(payment, one), 'lost'),
  reopen: (payment, one) => world.stripe.reopen(someDispute(payment, one)),
  deliver: (payment, { seed }) => deliver(payment, seed, 3),
  timePasses: () => world.stripe.advance(60_000),
  sweep: () => sweepRefunds(jobCtx(86_400_000)),
  creditParked: ({ topUpId }) => decide(topUpId, 'credit'),
};

/** Delivers some or all events of the story in a shuffled order, every other one twice at once. */
async function deliver({ since }: Payment, seed: number, count = Infinity): Promise<void> {
  const all = world.stripe.objects.all('events');
  const events = shuffled(all.slice(0, all.length - since), seed).slice(0, count);
  for (const [index, { id }] of events.entries()) {
    const copies = index % 2 === 0 ? [id] : [id, id];
    for (const reply of await Promise.all(copies.map((one) => world.stripe.resend(one)))) {
      expect(reply).toBe('200');
    }
  }
}

function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const order = rows.map((row, index) => ({ row, key: ((index + 1) * seed * 7_919) % 10_007 }));
  return order.sort((a, b) => a.key - b.key).map(({ row }) => row);
}

/** What was credited, less what went back, taken from the bank's own books and never more than was credited. */
async function rightBalance({ topUpId, charge }: Payment): Promise<bigint> {
  const isCredited = (await topUpRow(topUpId)).status === 'paid';
  const refunds = world.stripe.objects
    .all('refunds')
    .filter((one) => one.charge === charge && one.status !== 'failed')
    .map(({ amount }) => amount);
  const kept = disputesOf(charge).map(
    ({ amount, balance_transactions: moves }) =>
      amount * moves.reduce((times, move) => times + (move.amount < 0 ? 1 : -1), 0),
  );
  const gone = BigInt([...refunds, ...kept].reduce((sum, amount) => sum + amount, 0));
  const left = gone < AMOUNT ? AMOUNT - gone : 0n;
  return isCredited ? left : 0n;
}
