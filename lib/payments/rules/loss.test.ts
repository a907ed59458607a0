import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptByBank, lossTargets, newerSums } from './loss';

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

describe('what a wallet loses for the refunds and disputes of a payment', () => {
  test.each<[string, [gone: bigint, lost: bigint][], bigint[]]>([
    ['is nothing without any', [], []],
    ['is a partial refund', [[60n, 0n]], [60n]],
    [
      'is at most the credit: a dispute takes what a refund left',
      [
        [60n, 60n],
        [100n, 0n],
      ],
      [60n, 40n],
    ],
    [
      'moves to the dispute when the refund fails',
      [
        [0n, 60n],
        [100n, 40n],
      ],
      [0n, 100n],
    ],
    [
      'stays with a dispute when an older refund is reported late',
      [
        [60n, 0n],
        [100n, 100n],
      ],
      [0n, 100n],
    ],
    [
      'moves to the late refund when the dispute is won',
      [
        [60n, 0n],
        [0n, 100n],
      ],
      [60n, 0n],
    ],
  ])('%s', (_what, parts, targets) => {
    const given = parts.map(([goneMinor, lostMinor]) => ({ goneMinor, lostMinor }));
    expect(lossTargets(100n, given)).toEqual(targets);
  });

  test('is the sum of what went back, at most the credit, and moves no further once it is reached', () => {
    const amount = fc.bigInt({ min: 0n, max: 500n });
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.record({ goneMinor: amount, lostMinor: amount }), { maxLength: 6 }),
        (creditedMinor, parts) => {
          const targets = lossTargets(creditedMinor, parts);
          const gone = sum(parts.map(({ goneMinor }) => goneMinor));
          expect(sum(targets)).toBe(gone < creditedMinor ? gone : creditedMinor);
          targets.forEach((target, index) => {
            expect(target >= 0n && target <= (parts[index]?.goneMinor ?? 0n)).toBe(true);
          });
          const reached = parts.map(({ goneMinor }, index) => ({
            goneMinor,
            lostMinor: targets[index] ?? 0n,
          }));
          expect(lossTargets(creditedMinor, reached)).toEqual(targets);
        },
      ),
    );
  });
});

describe('the movements of a bank', () => {
  test('are those of the newest report, whatever the order of the reports', () => {
    const reports = [
      { takenMinor: 100n, givenBackMinor: 0n },
      { takenMinor: 100n, givenBackMinor: 100n },
      { takenMinor: 200n, givenBackMinor: 100n },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(reports, { minLength: 3 }), (order) => {
        const none = { takenMinor: 0n, givenBackMinor: 0n };
        expect(order.reduce(newerSums, none)).toEqual({ takenMinor: 200n, givenBackMinor: 100n });
      }),
    );
  });

  test('leave it nothing of ours when it gave back more than it took', () => {
    expect(keptByBank({ takenMinor: 100n, givenBackMinor: 120n })).toBe(0n);
  });
});
