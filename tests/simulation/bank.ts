import { getSql } from '@/db/client';
import type { Ctx } from '@/lib/context';
import { resetEnv } from '@/lib/kit/env';
import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import { type StripeStandIn, startStripeStandIn } from '@/stand-ins/stripe/stand-in';
import { outcomeOf } from './faults';

/** Stripe on the virtual clock. It sends no webhooks: what it did reaches the product late, twice and in any order. */
export type Bank = {
  stripe: StripeStandIn;
  /** Moves its clock on; never back. */
  tick: (now: Date) => void;
  close: () => Promise<void>;
};

/** How long a refund takes that fails in the end. */
const SETTLE_AFTER_MS = 2 * 86_400_000;

export async function openBank(seed: number, start: Date): Promise<Bank> {
  let moment = start.getTime();
  const secrets = { webhookSecret: 'whsec_simulation' };
  const stripe = await startStripeStandIn({
    ...secrets,
    seed: `${seed}`,
    now: () => moment,
    settleAfterMs: SETTLE_AFTER_MS,
  });
  Object.assign(process.env, {
    STRIPE_SECRET_KEY: 'sk_test_simulation',
    STRIPE_WEBHOOK_SECRET: secrets.webhookSecret,
    STRIPE_API_BASE: stripe.apiBase,
  });
  resetEnv();
  return {
    stripe,
    tick: (now) => {
      moment = Math.max(moment, now.getTime());
      stripe.advance(0);
    },
    close: () => stripe.close(),
  };
}

/** Brings the product what no webhook brought, as its jobs do. */
export async function sweepPayments(ctx: Ctx): Promise<void> {
  for (const sweep of [sweepStripeEvents, sweepRefunds]) await outcomeOf(() => sweep(ctx));
}

/**
 * Lists payments for which a wallet has lost something else than went back to the payer: what was refunded or asked
 * for, and what a bank keeps, at most the payment.
 */
export async function listWrongLosses({ stripe }: Bank): Promise<string[]> {
  const rows = await getSql()<
    { id: string; charge: string; credited: string; lost: string; asked: string }[]
  >`
    select t.id, t.charge_id as charge, t.amount_minor::text as credited, (
        select coalesce(sum(case when x.kind in ('refund', 'dispute_withdrawn') then x.amount_minor else -x.amount_minor end), 0)
        from transfers x
        where split_part(x.cause_key, ':', 2) in (
          select r.id::text from top_up_refunds r where r.top_up_id = t.id
          union all select d.id from top_up_disputes d where d.top_up_id = t.id)
          and x.kind in ('refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated'))::text as lost,
      (select coalesce(sum(r.amount_minor), 0) from top_up_refunds r
        where r.top_up_id = t.id and r.status = 'requested')::text as asked
    from top_ups t where t.status = 'paid' and t.charge_id is not null`;
  return rows.flatMap(({ id, charge, credited, lost, asked }) => {
    const gone = BigInt(asked) + wentBack(stripe, charge);
    const expected = gone < BigInt(credited) ? gone : BigInt(credited);
    return expected === BigInt(lost)
      ? []
      : [`given back ≤ paid: top-up ${id} of ${credited} lost ${lost}, and ${expected} went back`];
  });
}

function wentBack({ objects }: StripeStandIn, chargeId: string): bigint {
  const refunded = objects
    .all('refunds')
    .filter(({ charge, status }) => charge === chargeId && status !== 'failed')
    .reduce((sum, { amount }) => sum + amount, 0);
  const disputed = objects
    .all('disputes')
    .filter(({ charge, status }) => charge === chargeId && isHeld(status))
    .reduce((sum, { amount }) => sum + amount, 0);
  return BigInt(refunded + disputed);
}

function isHeld(status: string): boolean {
  return status === 'lost' || status === 'needs_response' || status === 'under_review';
}
