/** Bits per second of a line in each direction; null where no rate of ours bounds it. */
export type LinkRate = { downBitsPerSecond: bigint | null; upBitsPerSecond: bigint | null };

/** Terms a service has left. `until` is null while its router has not confirmed what followed them. */
export type PastRate = LinkRate & { until: Date | null };

/** What a service's line carries by its present terms, and what it carried by those it has left. */
export type LineRates = { present: LinkRate; past: readonly PastRate[] };

/** The greatest rate in force at any moment since: a change between two polls must not make the bytes before it suspect. */
export function rateInForce({ present, past }: LineRates, since: Date): LinkRate {
  const inForce = [present, ...past.filter(({ until }) => until === null || until > since)];
  return {
    downBitsPerSecond: greatest(inForce.map((rate) => rate.downBitsPerSecond)),
    upBitsPerSecond: greatest(inForce.map((rate) => rate.upBitsPerSecond)),
  };
}

function greatest(rates: readonly (bigint | null)[]): bigint | null {
  return rates.reduce((most, rate) => {
    if (most === null || rate === null) return null;
    return rate > most ? rate : most;
  }, 0n);
}
