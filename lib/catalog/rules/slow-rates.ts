/**
 * The rates of a service that is slowed down. A plan without an upload rate for this slows the upload to the download's:
 * a router takes a missing rate as no limit, and whoever sends all day would not be slowed at all.
 */
export function slowRatesOf(terms: {
  slowDownBitsPerSecond: bigint | null;
  slowUpBitsPerSecond: bigint | null;
}): { down: bigint | null; up: bigint | null } {
  const { slowDownBitsPerSecond: down, slowUpBitsPerSecond: up } = terms;
  return { down, up: up ?? down };
}
