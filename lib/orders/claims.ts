import { localDateOf } from '@/lib/kit/time';
import type { HoldReason } from '@/lib/kit/words';
import { sweepMinute } from '@/lib/recurrence/rules';
import type { Claim } from '@/lib/recurrence/rules/fund-claims';
import { laterCharges } from '@/lib/recurrence/rules/later-charges';
import type { ServiceState } from '@/lib/services/rules';
import type { NextCharge } from './lookups/next-charges';

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
export function waitsForCredit({ holds, isArchived }: ServiceState): boolean {
  const others = holds.filter((reason) => reason !== 'data_cap');
  return (
    !isArchived && others.length > 0 && others.every((reason) => payableHolds.includes(reason))
  );
}

/** Whether a connection is all that it waits for before its first charge, or before the next one. */
export function waitsForConnection({ holds, isArchived }: ServiceState): boolean {
  const others = holds.filter((reason) => reason !== 'not_connected');
  return others.length < holds.length && waitsForCredit({ holds: others, isArchived });
}

export function isRunning({ holds, isArchived }: ServiceState): boolean {
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
export function isOver(endDate: string | null, at: Date, { terms }: NextCharge): boolean {
  return endDate !== null && endDate < localDateOf(at, terms.zone);
}
