import { chargeableFrom } from '@/lib/settings/rules/stripe-amount';
import type { TopUpLimits } from '@/lib/settings/rules/top-up-limits';
import { topUpForShortfall } from '../rules';

/** How a missing amount is paid: usually at once. */
export type PaymentsFor = {
  /** The next payment, in minor units. */
  firstMinor: bigint;
  /** Payments needed, including the next one. */
  count: number;
  /** What the payments bring beyond the shortfall, because a smaller amount cannot be paid; it stays in the credit. */
  restMinor: bigint;
};

/**
 * Returns the payments that cover a shortfall. One payment can be at most the operator's maximum, so a larger shortfall
 * takes several, the largest possible first.
 */
export function paymentsFor(shortMinor: bigint, limits: TopUpLimits): PaymentsFor {
  const wholeMinor = topUpForShortfall(shortMinor, limits);
  const largestMinor = largestPayment(limits);
  if (wholeMinor <= limits.maxMinor || largestMinor <= 0n)
    return { firstMinor: wholeMinor, count: 1, restMinor: wholeMinor - shortMinor };
  const count = (shortMinor + largestMinor - 1n) / largestMinor;
  const lastMinor = topUpForShortfall(shortMinor - (count - 1n) * largestMinor, limits);
  const restMinor = (count - 1n) * largestMinor + lastMinor - shortMinor;
  return { firstMinor: largestMinor, count: Number(count), restMinor };
}

/** The largest amount within the maximum that Stripe can charge. */
function largestPayment({ maxMinor, currency }: TopUpLimits): bigint {
  const stepMinor = chargeableFrom(1n, currency);
  return maxMinor - (maxMinor % stepMinor);
}
