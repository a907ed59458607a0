import { describe, expect, test } from 'vitest';
import { listCovered, type UnpaidService } from './covered';

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
    expect(listCovered([service(1, 1_000n)])).toEqual([1]);
    expect(listCovered([service(1, 1_001n)])).toEqual([]);
  });

  test('share one wallet, so credit counts once', () => {
    expect(listCovered([service(1, 600n), service(2, 600n)])).toEqual([1]);
    expect(listCovered([service(1, 600n), service(2, 600n, { customerId: 2 })])).toEqual([1, 2]);
  });

  test('are counted in spending order, and none blocks a cheaper one behind it', () => {
    expect(listCovered([service(1, 1_200n), service(2, 400n), service(3, 600n)])).toEqual([2, 3]);
    const first = service(3, 900n, { priority: 1 });
    expect(listCovered([service(1, 400n), service(2, 400n), first])).toEqual([3]);
  });

  test('need no credit when they are free now', () => {
    expect(listCovered([service(1, 0n, { availableMinor: -500n })])).toEqual([1]);
  });
});
