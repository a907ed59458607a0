import { localDateOf } from '@/lib/kit/time';
import type { HoldReason } from '@/lib/kit/words';
import { sweepMinute } from '@/lib/recurrence/rules';
import type { Claim } from '@/lib/recurrence/rules/fund-claims';
import { laterCharges } from '@/lib/recurrence/rules/later-charges';
import type { ServiceState } from '@/lib/services/rules';
import type { NextCharge } from './lookups/next-charges';

/** The facts that determine a service's next charge. */
export type RenewalFacts = {
  serviceId: number;
  priority: number;
  endDate: string | null;
  /** As `stateAhead` returns it. */
  state: ServiceState;
  charge: NextCharge;
};

const payableHolds: readonly HoldReason[] = ['unpaid', 'no_credit'];

/** Returns whether the service starts automatically as soon as there is enough credit. */
export function waitsForCredit({ holds, isArchived }: ServiceState): boolean {
  const others = holds.filter((reason) => reason !== 'data_cap');
  return (
    !isArchived && others.length > 0 && others.every((reason) => payableHolds.includes(reason))
  );
}

const connectionHolds: readonly HoldReason[] = ['not_connected', 'router_refused'];

/**
 * Returns whether the service waits only for a connection, or for its router to accept it, before its first or next
 * charge.
 */
export function waitsForConnection({ holds, isArchived }: ServiceState): boolean {
  const others = holds.filter((reason) => !connectionHolds.includes(reason));
  return others.length < holds.length && waitsForCredit({ holds: others, isArchived });
}

export function isRunning({ holds, isArchived }: ServiceState): boolean {
  return !isArchived && holds.every((reason) => reason === 'data_cap');
}

/** Lists the services' charges to the wallet until the sweep in which the last of them is first due. */
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
  // Its start price is reserved, because it may be connected at any moment.
  if (waitsForCredit(state) || waitsForConnection(state))
    return { ...common, isWaiting: true, priceMinor: charge.startPriceMinor };
  const { dueAt, duePriceMinor: priceMinor, paidBy } = charge;
  const renews = isRunning(state) && paidBy === 'wallet' && dueAt !== null;
  if (!renews || isOver(endDate, dueAt, charge)) return null;
  return { ...common, isWaiting: false, priceMinor };
}

/**
 * Returns what the wallet pays when a service that was ordered but has never run is connected; 0 if it also
 * waits for something else. A stopped or archived service reserves nothing.
 */
export function promisedOf(facts: RenewalFacts): bigint {
  const { state } = facts;
  if (!state.holds.includes('unpaid') || !waitsForConnection(state)) return 0n;
  return firstClaim(facts)?.priceMinor ?? 0n;
}

/** Returns whether the service has ended before `at`; the end date is its last day. */
export function isOver(endDate: string | null, at: Date, { terms }: NextCharge): boolean {
  return endDate !== null && endDate < localDateOf(at, terms.zone);
}
