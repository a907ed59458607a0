import type { TopUpLimits } from '@/lib/settings/rules/top-up-limits';

/** Common amounts, in whole units of the currency. */
const wholeUnits = [5n, 10n, 20n, 50n, 100n, 200n];
const STEPS_MAX = 3;

/** Suggests top-up amounts: round ones within the operator's limits, smallest first. */
export function topUpSteps(limits: TopUpLimits, currencyExponent: number): bigint[] {
  const unit = 10n ** BigInt(currencyExponent);
  // For currencies whose unit is worth little, or high limits, round amounts are ten or more times larger.
  for (const factor of [1n, 10n, 100n, 1_000n, 10_000n]) {
    const steps = wholeUnits
      .map((amount) => amount * factor * unit)
      .filter((amount) => amount >= limits.minMinor && amount <= limits.maxMinor);
    if (steps.length >= STEPS_MAX) return steps.slice(0, STEPS_MAX);
  }
  return [limits.minMinor];
}
