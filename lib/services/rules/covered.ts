/** A service whose first charge is due once it can run. Minor units. */
export type UnpaidService = {
  serviceId: number;
  customerId: number;
  /** Lower is paid first. */
  priority: number;
  priceMinor: bigint;
  /** Spendable credit of the customer's wallet. */
  availableMinor: bigint;
};

/**
 * Lists the services that their customers' credit covers, spent in charging order: credit is never counted
 * twice, and a service that is too expensive does not block a cheaper one.
 */
export function listCovered(services: readonly UnpaidService[]): number[] {
  const left = new Map<number, bigint>();
  const inOrder = [...services].sort(
    (one, other) => one.priority - other.priority || one.serviceId - other.serviceId,
  );
  const covered = inOrder.filter(({ customerId, priceMinor, availableMinor }) => {
    const available = left.get(customerId) ?? availableMinor;
    // A free service needs no credit, even when the wallet is in debt.
    const isCovered = priceMinor <= 0n || priceMinor <= available;
    if (isCovered && priceMinor > 0n) left.set(customerId, available - priceMinor);
    return isCovered;
  });
  return covered.map(({ serviceId }) => serviceId);
}
