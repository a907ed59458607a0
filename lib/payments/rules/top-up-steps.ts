import type { TopUpLimits } from '../rules';

/** Usual amounts in whole units of the currency. */
const wholeUnits = [5n, 10n, 20n, 50n, 100n, 200n];
const STEPS_MAX = 3;

/** Amounts to offer at one press: round ones within the operator's limits, the smallest first. */
export function topUpSteps(limits: TopUpLimits, currencyExponent: number): bigint[] {
  const unit = 10n ** BigInt(currencyExponent);
  // Where a unit is worth little, or the limits are high, round amounts are ten or a hundred times larger.
  for (const factor of [1n, 10n, 100n, 1_000n, 10_000n]) {
    const steps = wholeUnits
      .map((amount) => amount * factor * unit)
      .filter((amount) => amount >= limits.minMinor && amount <= limits.maxMinor);
    if (steps.length >= STEPS_MAX) return steps.slice(0, STEPS_MAX);
  }
  return [limits.minMinor];
}
