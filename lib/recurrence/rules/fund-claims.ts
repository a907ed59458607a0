import { sweepMinute } from '../rules';

/** One charge a service wants from the wallet. Minor units. */
export type Claim = {
  serviceId: number;
  priceMinor: bigint;
  /** Waits for credit now; the others are asked when they are due. */
  isWaiting: boolean;
  dueAt: Date | null;
  /** Lower is paid first. */
  priority: number;
};

export type Funding =
  | { kind: 'credit' }
  /** The smallest credit that would carry this claim, given what is paid before it. */
  | { kind: 'short'; shortMinor: bigint };

/**
 * Whether the wallet carries each service's first claim, in the order in which credit is spent: what waits
 * for credit first, then as the sweeps come round. One that does not fit is passed over, together with what
 * its service would want later, and does not block a cheaper one behind it.
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
  // Infinity minus itself is not a number; two without a time are equal in time.
  return (left.isWaiting ? 0 : bySweep) || byPriority || byTime || left.serviceId - right.serviceId;
}

function timeOf({ dueAt }: Claim): number {
  return dueAt?.getTime() ?? Infinity;
}

/** What one sweep finds due, it pays by priority. */
function sweepOf({ dueAt }: Claim): number {
  return dueAt === null ? Infinity : sweepMinute(dueAt).getTime();
}

/** The claims that are paid. */
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

/** More credit may first be taken by claims ahead; each round adds what they would take, until it fits. */
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
