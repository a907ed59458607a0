type Rates = {
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  burstDownBitsPerSecond: bigint | null;
  burstUpBitsPerSecond: bigint | null;
};

const directions = [
  ['burstDownBitsPerSecond', 'downBitsPerSecond'],
  ['burstUpBitsPerSecond', 'upBitsPerSecond'],
] as const;

/** Returns the bursts that are slower than the plain speed, which would slow a service down instead. */
export function slowBursts(rates: Rates): (typeof directions)[number][0][] {
  return directions.flatMap(([burst, plain]) => {
    const [fast, usual] = [rates[burst], rates[plain]];
    return fast !== null && usual !== null && fast < usual ? [burst] : [];
  });
}
