/** A service that is charged for the first time when it can run. Minor units. */
export type UnpaidService = {
  serviceId: number;
  customerId: number;
  /** Lower is paid first. */
  priority: number;
  priceMinor: bigint;
  /** What its customer's wallet can spend. */
  availableMinor: bigint;
};

/**
 * Those of these that their customers' credit covers, spent in the order in which charges spend it: credit
 * for one service is not counted for a second one, and one that does not fit blocks no cheaper one.
 */
export function listCovered(services: readonly UnpaidService[]): number[] {
  const left = new Map<number, bigint>();
  const inOrder = [...services].sort(
    (one, other) => one.priority - other.priority || one.serviceId - other.serviceId,
  );
  const covered = inOrder.filter(({ customerId, priceMinor, availableMinor }) => {
    const available = left.get(customerId) ?? availableMinor;
    // What costs nothing needs no credit, not even where there is a debt.
    const isCovered = priceMinor <= 0n || priceMinor <= available;
    if (isCovered && priceMinor > 0n) left.set(customerId, available - priceMinor);
    return isCovered;
  });
  return covered.map(({ serviceId }) => serviceId);
}
