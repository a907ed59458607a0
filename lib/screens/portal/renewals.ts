import { addDays, startOfLocalDay } from '@/lib/kit/time';
import {
  claimsOf,
  isOver,
  isRunning,
  type RenewalFacts,
  waitsForConnection,
  waitsForCredit,
} from '@/lib/orders/claims';
import type { NextCharge } from '@/lib/orders/lookups/next-charges';
import { topUpForShortfall } from '@/lib/payments/rules';
import { type Funding, fundClaims } from '@/lib/recurrence/rules/fund-claims';
import type { ServiceState } from '@/lib/services/rules';

/** Where the money for a charge comes from, as the customer sees it. Minor units. */
export type MoneySource =
  | { kind: 'credit' }
  | { kind: 'invoice' }
  | {
      kind: 'short';
      shortMinor: bigint;
      /** The smallest top-up within the operator's limits that covers it; null when a single top-up is not enough. */
      topUpMinor: bigint | null;
    };

/** The next event of a service's paid time. */
export type Renewal =
  | {
      kind: 'renews';
      at: Date;
      priceMinor: bigint;
      source: MoneySource;
      /** Already due and not covered: the service runs until `at`, then stops unless credit arrives. */
      isInGrace: boolean;
    }
  /** Off, or not yet on, for lack of credit; the price is the cost of starting now. */
  | {
      kind: 'starts';
      priceMinor: bigint;
      until: Date | null;
      /** Null when the period includes no data of its own. */
      dataBytes: bigint | null;
      source: MoneySource;
    }
  /** Bought but not connected yet; the price is charged on connection. */
  | { kind: 'connects'; priceMinor: bigint; source: MoneySource }
  | { kind: 'ends'; at: Date }
  /** Held, archived, or without an end. */
  | { kind: 'none' };

/** Returns where the money for the next charge comes from. */
export function sourceOf(
  { charge }: Pick<RenewalFacts, 'charge'>,
  funding: Funding | undefined,
  limits: { minMinor: bigint; maxMinor: bigint; currency: string },
): MoneySource {
  if (charge.paidBy === 'postpaid') return { kind: 'invoice' };
  if (funding?.kind !== 'short') return { kind: 'credit' };
  const topUpMinor = topUpForShortfall(funding.shortMinor, limits);
  return { ...funding, topUpMinor: topUpMinor > limits.maxMinor ? null : topUpMinor };
}

/** Returns what the wallet covers of each charge; services left out come after all others. */
export function fundingOf<Facts extends RenewalFacts>(
  spendableMinor: bigint,
  facts: readonly Facts[],
  isLeftOut: (fact: Facts) => boolean,
): Map<number, Funding> {
  const claiming = facts.filter((fact) => !isLeftOut(fact));
  return new Map([
    ...fundClaims(spendableMinor, claimsOf(facts)),
    ...fundClaims(spendableMinor, claimsOf(claiming)),
  ]);
}

/** Returns whether a period is outstanding that the credit covers. */
export function isPayableNow(renewal: Renewal): boolean {
  const isOutstanding =
    renewal.kind === 'starts' || (renewal.kind === 'renews' && renewal.isInGrace);
  return isOutstanding && renewal.source.kind === 'credit';
}

/** The next period as staff see it: date and price. Minor units, tax included. */
export type NextPayment = {
  /** Null: due on connection. */
  dueAt: Date | null;
  /** The service is not connected or not accepted, so the date moves with its paid time until it is. */
  isStandingStill: boolean;
  priceMinor: bigint;
  isPostpaid: boolean;
  /** Already due and not paid; the service runs until `dueAt` unless credit arrives. */
  isInGrace: boolean;
};

/**
 * Null when nothing renews. `state` is that of `stateAhead`. A service that only lacks credit starts a new period, at
 * the price of a start.
 */
export function nextOf(state: ServiceState, charge: NextCharge): NextPayment | null {
  const { dueAt, terms, isInGrace, endDate, paidBy } = charge;
  const isStandingStill =
    state.holds.includes('not_connected') || state.holds.includes('router_refused');
  if (waitsForConnection(state)) {
    const isPostpaid = terms.mode === 'one_off';
    const common = { isStandingStill, isPostpaid, isInGrace: false };
    return { ...common, dueAt: null, priceMinor: charge.startPriceMinor };
  }
  if (dueAt === null || paidBy === null || terms.interval === null) return null;
  if (isOver(endDate, dueAt, charge)) return null;
  const priceMinor = waitsForCredit(state) ? charge.startPriceMinor : charge.duePriceMinor;
  const isPostpaid = paidBy === 'postpaid';
  return { dueAt, isStandingStill, priceMinor, isPostpaid, isInGrace };
}

/** Returns what happens next with a service, and when. */
export function renewalOf({ endDate, state, charge }: RenewalFacts, source: MoneySource): Renewal {
  if (waitsForCredit(state)) {
    const { startPriceMinor: priceMinor, startEndsAt: until } = charge;
    return { kind: 'starts', priceMinor, until, dataBytes: charge.terms.quotaBytes, source };
  }
  if (waitsForConnection(state))
    return { kind: 'connects', priceMinor: charge.startPriceMinor, source };
  const { dueAt, terms, paidBy } = charge;
  if (!isRunning(state) || dueAt === null || terms.interval === null) return { kind: 'none' };
  if (paidBy === null) return { kind: 'ends', at: dueAt };
  if (endDate !== null && isOver(endDate, dueAt, charge))
    return { kind: 'ends', at: startOfLocalDay(addDays(endDate, 1), terms.zone) };
  const { duePriceMinor: priceMinor, isInGrace } = charge;
  return { kind: 'renews', at: dueAt, priceMinor, source, isInGrace };
}
