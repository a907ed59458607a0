import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterPoints } from './cluster-points';

const points = fc
  .array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 })))
  .map((places) => places.map(([x, y], index) => ({ x, y, index })));

describe('marks on a map', () => {
  it('are each drawn once, alone or in a group', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 100 }), (given, cell) => {
        const drawn = clusterPoints(given, cell).flatMap((cluster) => cluster.indexes);
        expect(drawn.sort((a, b) => a - b)).toEqual(given.map((point) => point.index));
      }),
    );
  });

  it('of a group lie no further apart than its cell', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 100 }), (given, cell) => {
        for (const { indexes, x, y } of clusterPoints(given, cell)) {
          for (const index of indexes) {
            expect(Math.abs((given[index]?.x ?? 0) - x)).toBeLessThan(cell);
            expect(Math.abs((given[index]?.y ?? 0) - y)).toBeLessThan(cell);
          }
        }
      }),
    );
  });
});
