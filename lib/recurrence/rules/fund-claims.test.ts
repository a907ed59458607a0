import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claim, fundClaims } from './fund-claims';

const DAY = 86_400_000;

function claim(serviceId: number, over: Partial<Claim> = {}): Claim {
  return {
    serviceId,
    priceMinor: 500n,
    isWaiting: false,
    dueAt: new Date(serviceId * DAY),
    priority: 100,
    ...over,
  };
}

describe('the money for the next renewals', () => {
  test('comes from credit when the credit covers it to the cent', () => {
    expect(fundClaims(500n, [claim(1)]).get(1)).toEqual({ kind: 'credit' });
  });

  test('is short by exactly the missing cents', () => {
    expect(fundClaims(180n, [claim(1)]).get(1)).toEqual({ kind: 'short', shortMinor: 320n });
  });

  test('includes existing debt', () => {
    expect(fundClaims(-200n, [claim(1)]).get(1)).toEqual({ kind: 'short', shortMinor: 700n });
  });

  test('goes to the earlier renewal first', () => {
    const funding = fundClaims(500n, [claim(2), claim(1)]);
    expect(funding.get(1)).toEqual({ kind: 'credit' });
    expect(funding.get(2)).toEqual({ kind: 'short', shortMinor: 500n });
  });

  test('goes to a service that is off for lack of credit before any renewal', () => {
    const funding = fundClaims(500n, [claim(1), claim(2, { isWaiting: true })]);
    expect(funding.get(2)).toEqual({ kind: 'credit' });
    expect(funding.get(1)).toEqual({ kind: 'short', shortMinor: 500n });
  });

  test('skips an expensive renewal that does not fit', () => {
    const funding = fundClaims(300n, [
      claim(1, { priceMinor: 900n }),
      claim(2, { priceMinor: 300n }),
    ]);
    expect(funding.get(1)).toEqual({ kind: 'short', shortMinor: 600n });
    expect(funding.get(2)).toEqual({ kind: 'credit' });
  });

  test('follows priority when one sweep finds both due', () => {
    const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, seconds));
    const funding = fundClaims(500n, [
      claim(1, { dueAt: at(5), priority: 200 }),
      claim(2, { dueAt: at(40), priority: 100 }),
    ]);
    expect(funding.get(2)).toEqual({ kind: 'credit' });
    expect(funding.get(1)).toEqual({ kind: 'short', shortMinor: 500n });
  });

  test('is reduced by every earlier renewal, including those of the same service', () => {
    const daily = [1, 2, 3].map((n) => claim(1, { priceMinor: 100n, dueAt: new Date(n * DAY) }));
    const weekly = claim(2, { dueAt: new Date(4 * DAY) });
    expect(fundClaims(800n, [...daily, weekly]).get(2)).toEqual({ kind: 'credit' });
    expect(fundClaims(700n, [...daily, weekly]).get(2)).toEqual({
      kind: 'short',
      shortMinor: 100n,
    });
  });

  test('is reserved only once for a service that went off', () => {
    const dear = [1, 2].map((n) => claim(1, { priceMinor: 600n, dueAt: new Date(n * DAY) }));
    const funding = fundClaims(500n, [...dear, claim(2, { dueAt: new Date(3 * DAY) })]);
    expect(funding.get(2)).toEqual({ kind: 'credit' });
  });

  test('is never short for a free renewal, whatever the debt', () => {
    expect(fundClaims(-500n, [claim(1, { priceMinor: 0n })]).get(1)).toEqual({ kind: 'credit' });
  });

  test('covers a claim as soon as its shortfall is paid', () => {
    const prices = fc.array(
      fc.record({
        price: fc.bigInt({ min: 0n, max: 60n }),
        isWaiting: fc.boolean(),
        priority: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -30n, max: 90n }), prices, (available, list) => {
        const claims = list.map(({ price, ...rest }, index) =>
          claim(index + 1, { priceMinor: price, ...rest }),
        );
        for (const [serviceId, funding] of fundClaims(available, claims)) {
          if (funding.kind === 'credit') continue;
          expect(funding.shortMinor).toBeGreaterThan(0n);
          const after = fundClaims(available + funding.shortMinor, claims);
          expect(after.get(serviceId)).toEqual({ kind: 'credit' });
        }
      }),
    );
  });
});
