import { describe, expect, test } from 'vitest';
import { countCovered, type UnpaidService } from './covered';

const service = (
  serviceId: number,
  priceMinor: bigint,
  over: Partial<UnpaidService> = {},
): UnpaidService => ({
  ...{ serviceId, customerId: 1, priority: 100, priceMinor, availableMinor: 1_000n },
  ...over,
});

describe('services that are paid for before they run', () => {
  test('are those the credit covers, to the minor unit', () => {
    expect(countCovered([service(1, 1_000n)])).toBe(1);
    expect(countCovered([service(1, 1_001n)])).toBe(0);
  });

  test('share one wallet: credit is counted for one of them', () => {
    expect(countCovered([service(1, 600n), service(2, 600n)])).toBe(1);
    expect(countCovered([service(1, 600n), service(2, 600n, { customerId: 2 })])).toBe(2);
  });

  test('are counted in the order of spending, and none blocks a cheaper one behind it', () => {
    expect(countCovered([service(1, 1_200n), service(2, 400n), service(3, 600n)])).toBe(2);
    const first = service(3, 900n, { priority: 1 });
    expect(countCovered([service(1, 400n), service(2, 400n), first])).toBe(1);
  });

  test('need no credit when they cost nothing now', () => {
    expect(countCovered([service(1, 0n, { availableMinor: -500n })])).toBe(1);
  });
});
