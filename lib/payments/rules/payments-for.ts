import { type TopUpLimits, topUpForShortfall } from '../rules';
import { chargeableFrom } from './stripe-amount';

/** How a missing amount is paid: usually at once. */
export type PaymentsFor = {
  /** The next payment, in minor units. */
  firstMinor: bigint;
  /** Payments needed, including the next one. */
  count: number;
};

/**
 * Returns the payments that cover a shortfall. One payment can be at most the operator's maximum, so a larger shortfall
 * takes several, the largest possible first.
 */
export function paymentsFor(
  shortMinor: bigint,
  limits: TopUpLimits & { currency: string },
): PaymentsFor {
  const wholeMinor = topUpForShortfall(shortMinor, limits);
  const largestMinor = largestPayment(limits);
  if (wholeMinor <= limits.maxMinor || largestMinor <= 0n)
    return { firstMinor: wholeMinor, count: 1 };
  const count = (shortMinor + largestMinor - 1n) / largestMinor;
  return { firstMinor: largestMinor, count: Number(count) };
}

/** The largest amount within the maximum that Stripe can charge. */
function largestPayment({ maxMinor, currency }: TopUpLimits & { currency: string }): bigint {
  const stepMinor = chargeableFrom(1n, currency);
  return maxMinor - (maxMinor % stepMinor);
}
