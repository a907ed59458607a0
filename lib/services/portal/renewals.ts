import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import type { HoldReason } from '@/lib/kit/words';
import { topUpForShortfall } from '@/lib/payments/rules';
import type { NextCharge } from '@/lib/recurrence/preview/queries';
import { sweepMinute } from '@/lib/recurrence/rules';
import { laterCharges } from '@/lib/recurrence/rules/later-charges';
import type { ServiceState } from '../rules';
import type { Claim, Funding } from '../rules/funding';

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

/** What of a service decides its next step. */
export type RenewalFacts = {
  serviceId: number;
  priority: number;
  endDate: string | null;
  state: ServiceState;
  charge: NextCharge;
};

const payableHolds: readonly HoldReason[] = ['unpaid', 'no_credit'];

/** Whether the service starts by itself as soon as the credit is there. */
function waitsForCredit({ holds, isArchived }: ServiceState): boolean {
  const others = holds.filter((reason) => reason !== 'data_cap');
  return (
    !isArchived && others.length > 0 && others.every((reason) => payableHolds.includes(reason))
  );
}

/** Whether a connection is all that it waits for before its first charge, or before the next one. */
function waitsForConnection({ holds, isArchived }: ServiceState): boolean {
  const others = holds.filter((reason) => reason !== 'not_connected');
  return others.length < holds.length && waitsForCredit({ holds: others, isArchived });
}

function isRunning({ holds, isArchived }: ServiceState): boolean {
  return !isArchived && holds.every((reason) => reason === 'data_cap');
}

/** What the services want from the wallet until a sweep finds the last of them due for the first time. */
export function claimsOf(facts: readonly RenewalFacts[]): Claim[] {
  const first = facts.flatMap((fact) => {
    const claim = firstClaim(fact);
    return claim ? [{ fact, claim }] : [];
  });
  const until = first
    .map(({ claim }) => claim.dueAt)
    .reduce<Date | null>((last, dueAt) => (dueAt && (!last || dueAt > last) ? dueAt : last), null);
  return first.flatMap(({ fact: { endDate, charge }, claim }) => {
    const recurrence = claim.isWaiting ? charge.after.start : charge.after.due;
    if (until === null || recurrence?.mode !== 'credit_based') return [claim];
    const later = laterCharges({ recurrence, price: charge.terms.price }, sweepMinute(until))
      .filter(({ dueAt }) => !isOver(endDate, dueAt, charge))
      .map((next) => ({ ...claim, ...next, isWaiting: false }));
    return [claim, ...later];
  });
}

function firstClaim(facts: RenewalFacts): Claim | null {
  const { serviceId, priority, endDate, state, charge } = facts;
  if (charge.paidBy === 'postpaid') return null;
  const common = { serviceId, priority, dueAt: charge.dueAt };
  // What it will cost is set aside: it may be connected at any moment.
  if (waitsForCredit(state) || waitsForConnection(state))
    return { ...common, isWaiting: true, priceMinor: charge.startPriceMinor };
  const { dueAt, duePriceMinor: priceMinor, paidBy } = charge;
  const renews = isRunning(state) && paidBy === 'wallet' && dueAt !== null;
  if (!renews || isOver(endDate, dueAt, charge)) return null;
  return { ...common, isWaiting: false, priceMinor };
}

/**
 * What the wallet pays the moment a plan that was ordered and never ran is connected, where that is all it waits for.
 * One that is stopped, or archived, asks for nothing as long as it is.
 */
export function promisedOf(facts: RenewalFacts): bigint {
  const { state } = facts;
  if (!state.holds.includes('unpaid') || !waitsForConnection(state)) return 0n;
  return firstClaim(facts)?.priceMinor ?? 0n;
}

/** The service has ended by then: the end date is its last day. */
function isOver(endDate: string | null, at: Date, { terms }: NextCharge): boolean {
  return endDate !== null && endDate < localDateOf(at, terms.zone);
}

/** Where the money for its next charge comes from. */
export function sourceOf(
  { charge }: Pick<RenewalFacts, 'charge'>,
  funding: Funding | undefined,
  limits: { minMinor: bigint; maxMinor: bigint },
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
