import { sweepMinute } from '../rules';

/** A charge that a service needs from the wallet. Minor units. */
export type Claim = {
  serviceId: number;
  priceMinor: bigint;
  /** Waits for credit now; other claims are charged when they are due. */
  isWaiting: boolean;
  dueAt: Date | null;
  /** Lower is paid first. */
  priority: number;
};

export type Funding =
  | { kind: 'credit' }
  /** The smallest credit that would cover this claim, given the claims paid before it. */
  | { kind: 'short'; shortMinor: bigint };

/**
 * Decides whether the wallet covers each service's first claim, in spending order: services waiting for
 * credit first, then in the order of the sweeps. A claim that is too expensive is skipped together with the
 * later claims of its service, and does not block a cheaper one behind it.
 */
export function fundClaims(availableMinor: bigint, claims: readonly Claim[]): Map<number, Funding> {
  const inOrder = [...claims].sort(bySpending);
  const carried = spend(availableMinor, inOrder);
  const funding = new Map<number, Funding>();
  for (const claim of inOrder) {
    if (funding.has(claim.serviceId)) continue;
    funding.set(
      claim.serviceId,
      carried.has(claim)
        ? { kind: 'credit' }
        : { kind: 'short', shortMinor: shortOf(availableMinor, inOrder, claim) },
    );
  }
  return funding;
}

function bySpending(left: Claim, right: Claim): number {
  if (left.isWaiting !== right.isWaiting) return left.isWaiting ? -1 : 1;
  const byPriority = left.priority - right.priority;
  const byTime = timeOf(left) - timeOf(right);
  const bySweep = sweepOf(left) - sweepOf(right);
  // Infinity minus itself is NaN; two claims without a time compare as equal.
  return (left.isWaiting ? 0 : bySweep) || byPriority || byTime || left.serviceId - right.serviceId;
}

function timeOf({ dueAt }: Claim): number {
  return dueAt?.getTime() ?? Infinity;
}

/** Returns the sweep that finds the claim due; within one sweep, claims are paid by priority. */
function sweepOf({ dueAt }: Claim): number {
  return dueAt === null ? Infinity : sweepMinute(dueAt).getTime();
}

/** Returns the claims that are paid. */
function spend(availableMinor: bigint, inOrder: readonly Claim[]): Set<Claim> {
  let left = availableMinor;
  const carried = new Set<Claim>();
  const stopped = new Set<number>();
  for (const claim of inOrder) {
    if (stopped.has(claim.serviceId)) continue;
    if (claim.priceMinor > 0n && claim.priceMinor > left) {
      stopped.add(claim.serviceId);
      continue;
    }
    left -= claim.priceMinor;
    carried.add(claim);
  }
  return carried;
}

/**
 * Finds the credit needed for a claim. Additional credit may first be spent on claims ahead of it, so each
 * round adds what they would take until the claim is covered.
 */
function shortOf(availableMinor: bigint, inOrder: readonly Claim[], claim: Claim): bigint {
  const ahead = inOrder.slice(0, inOrder.indexOf(claim));
  let shortMinor = 0n;
  for (;;) {
    const carried = spend(availableMinor + shortMinor, [...ahead, claim]);
    if (carried.has(claim)) return shortMinor;
    const takenMinor = ahead.reduce(
      (sum, other) => (carried.has(other) ? sum + other.priceMinor : sum),
      0n,
    );
    shortMinor = claim.priceMinor + takenMinor - availableMinor;
  }
}
