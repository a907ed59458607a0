/** Bits per second of a line in each direction; null if we set no rate. */
export type LinkRate = { downBitsPerSecond: bigint | null; upBitsPerSecond: bigint | null };

/** Former terms of a service. `until` is null while its router has not confirmed the ones that followed. */
export type PastRate = LinkRate & { until: Date | null };

/** The rate of a service's line by its current terms and by its former ones. */
export type LineRates = { present: LinkRate; past: readonly PastRate[] };

/**
 * The highest rate in force at any time since: a change between two polls must not make earlier bytes look
 * suspicious.
 */
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
