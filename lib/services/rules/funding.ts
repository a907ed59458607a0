/** One service that wants money from the wallet. Minor units. */
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
 * Which claims the wallet carries, in the order in which credit is spent: what waits for credit first, then
 * by due time. One that does not fit is passed over and does not block a cheaper one behind it.
 */
export function fundClaims(availableMinor: bigint, claims: readonly Claim[]): Map<number, Funding> {
  const inOrder = [...claims].sort(bySpending);
  const carried = spend(availableMinor, inOrder);
  return new Map(
    inOrder.map((claim): [number, Funding] => [
      claim.serviceId,
      carried.has(claim.serviceId)
        ? { kind: 'credit' }
        : { kind: 'short', shortMinor: shortOf(availableMinor, inOrder, claim) },
    ]),
  );
}

function bySpending(left: Claim, right: Claim): number {
  if (left.isWaiting !== right.isWaiting) return left.isWaiting ? -1 : 1;
  const byPriority = left.priority - right.priority;
  const byTime = (left.dueAt?.getTime() ?? Infinity) - (right.dueAt?.getTime() ?? Infinity);
  const first = left.isWaiting ? byPriority : byTime;
  const second = left.isWaiting ? byTime : byPriority;
  // Infinity minus itself is not a number; two without a time are equal in time.
  return first || second || left.serviceId - right.serviceId;
}

/** Ids of the claims that are paid. */
function spend(availableMinor: bigint, inOrder: readonly Claim[]): Set<number> {
  let left = availableMinor;
  const carried = new Set<number>();
  for (const { serviceId, priceMinor } of inOrder) {
    if (priceMinor > 0n && priceMinor > left) continue;
    left -= priceMinor;
    carried.add(serviceId);
  }
  return carried;
}

/** More credit may first be taken by claims ahead; each round adds what they would take, until it fits. */
function shortOf(availableMinor: bigint, inOrder: readonly Claim[], claim: Claim): bigint {
  const ahead = inOrder.slice(0, inOrder.indexOf(claim));
  let shortMinor = 0n;
  for (;;) {
    const carried = spend(availableMinor + shortMinor, [...ahead, claim]);
    if (carried.has(claim.serviceId)) return shortMinor;
    const takenMinor = ahead.reduce(
      (sum, other) => (carried.has(other.serviceId) ? sum + other.priceMinor : sum),
      0n,
    );
    shortMinor = claim.priceMinor + takenMinor - availableMinor;
  }
}
