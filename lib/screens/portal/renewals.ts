import { addDays, startOfLocalDay } from '@/lib/kit/time';
import {
  isOver,
  isRunning,
  type RenewalFacts,
  waitsForConnection,
  waitsForCredit,
} from '@/lib/orders/claims';
import type { NextCharge } from '@/lib/orders/lookups/next-charges';
import { topUpForShortfall } from '@/lib/payments/rules';
import type { Funding } from '@/lib/recurrence/rules/fund-claims';
import type { ServiceState } from '@/lib/services/rules';

/** Where the money for a charge comes from, as the customer reads it. Minor units. */
export type MoneySource =
  | { kind: 'credit' }
  | { kind: 'invoice' }
  | {
      kind: 'short';
      shortMinor: bigint;
      /** The smallest top-up that covers it within the operator's limits; null when one is not enough. */
      topUpMinor: bigint | null;
    };

/** What happens next with a service's time and money. */
export type Renewal =
  | {
      kind: 'renews';
      at: Date;
      priceMinor: bigint;
      source: MoneySource;
      /** Due already and short: it runs until `at`, and stops then unless the credit comes. */
      isInGrace: boolean;
    }
  /** Off, or not yet on, for lack of credit: this is what one start now costs. */
  | {
      kind: 'starts';
      priceMinor: bigint;
      until: Date | null;
      /** Null where the period brings no data of its own. */
      dataBytes: bigint | null;
      source: MoneySource;
    }
  /** Bought, and not connected yet: this is what is taken the moment it is. */
  | { kind: 'connects'; priceMinor: bigint; source: MoneySource }
  | { kind: 'ends'; at: Date }
  /** Held, archived, or without an end. */
  | { kind: 'none' };

/** Where the money for its next charge comes from. */
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

/** The next period as staff read it: when, and what it costs. Minor units, tax included. */
export type NextPayment = {
  /** Null: the moment it is connected. */
  dueAt: Date | null;
  /** It is not connected: the date moves on with its paid time until it is. */
  isStandingStill: boolean;
  priceMinor: bigint;
  isPostpaid: boolean;
  /** Due already and not paid; it runs until `dueAt` unless the credit comes. */
  isInGrace: boolean;
};

/** Null where nothing renews. What lacks only credit starts anew, and costs what a start costs. */
export function nextOf(state: ServiceState, charge: NextCharge): NextPayment | null {
  const { dueAt, terms, isInGrace, endDate, paidBy } = charge;
  const isStandingStill = state.holds.includes('not_connected');
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

/** What happens next, and when. */
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
