import { expect, it } from 'vitest';
import { Simulation } from './run';

/** The part that CI runs; `npm run simulate` is the same with 500 customers over 13 months. */
export function simulateSmall(seed: number): void {
  it(`keeps every invariant through two months of faults, seed ${seed}`, async () => {
    const size = { customers: 15, months: 2, say: () => undefined };
    const report = await new Simulation({ seed, ...size }).run();
    expect(report.periods).toBeGreaterThan(15);
  }, 900_000);
}
