import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PeriodSpan,
  restBytes,
  restMinor,
  restOf,
  soldSeconds,
  unusedCredit,
  unusedPart,
} from './plan-change';

const day = (days: number) => new Date(Date.UTC(2026, 9, 1 + days));
const october = {
  startsAt: new Date('2026-10-01T00:00:00Z'),
  endsAt: new Date('2026-11-01T00:00:00Z'),
  stoodSeconds: 0,
};
const april = {
  startsAt: new Date('2026-04-01T00:00:00Z'),
  endsAt: new Date('2026-05-01T00:00:00Z'),
  stoodSeconds: 0,
};

const wholeOf = (span: PeriodSpan) => ({
  endsAt: span.endsAt,
  ofSeconds: Number(soldSeconds(span)),
});

const byTime = (paid: PeriodSpan & { grossMinor: bigint; taxMinor: bigint }, at: Date) =>
  unusedCredit(paid, unusedPart(paid, at, null));

describe('an immediate plan change', () => {
  it('credits 77.42 and charges 38.71 for 200 → 100 with 12 of 31 days left', () => {
    const at = new Date('2026-10-20T00:00:00Z');
    expect(byTime({ ...october, grossMinor: 20_000n, taxMinor: 0n }, at).grossMinor).toBe(7_742n);
    expect(restMinor(10_000n, restOf(wholeOf(october), at))).toBe(3_871n);
  });

  it('credits 100.00 and charges 50.00 for 200 → 100 in the middle of a 30-day month', () => {
    const at = new Date('2026-04-16T00:00:00Z');
    expect(byTime({ ...april, grossMinor: 20_000n, taxMinor: 0n }, at).grossMinor).toBe(10_000n);
    expect(restMinor(10_000n, restOf(wholeOf(april), at))).toBe(5_000n);
  });

  it('credits nothing once the period has ended', () => {
    const paid = { ...october, grossMinor: 20_000n, taxMinor: 0n };
    expect(byTime(paid, october.endsAt).grossMinor).toBe(0n);
    expect(byTime(paid, new Date('2026-12-01T00:00:00Z')).grossMinor).toBe(0n);
  });
});

describe('the credit for unused time', () => {
  const month = { ...october, grossMinor: 3_000n, taxMinor: 479n };

  it('is 29.96 of 30.00 an hour after the start of a 31-day month', () => {
    const at = new Date('2026-10-01T01:00:00Z');
    expect(byTime(month, at).grossMinor).toBe(2_996n);
  });

  it('includes its share of the tax: all of it at the start and none at the end', () => {
    expect(byTime(month, month.startsAt)).toEqual({ grossMinor: 3_000n, taxMinor: 479n });
    expect(byTime(month, month.endsAt)).toEqual({ grossMinor: 0n, taxMinor: 0n });
    const half = byTime(month, new Date('2026-10-16T12:00:00Z'));
    expect(half).toEqual({ grossMinor: 1_500n, taxMinor: 240n });
  });

  it('is zero for a period that was free', () => {
    const free = { ...october, grossMinor: 0n, taxMinor: 0n };
    expect(byTime(free, october.startsAt)).toEqual({ grossMinor: 0n, taxMinor: 0n });
  });

  it('is 20.00 of 30.00 for 20 paid days left of 30 after a break of 20 days', () => {
    const stretched = {
      ...{ startsAt: day(0), endsAt: day(50), stoodSeconds: 20 * 86_400 },
      ...{ grossMinor: 3_000n, taxMinor: 0n },
    };
    expect(byTime(stretched, day(30)).grossMinor).toBe(2_000n);
    expect(restMinor(3_000n, restOf(wholeOf(stretched), day(30)))).toBe(2_000n);
  });

  it('and what was used make up the price, whatever breaks came before', () => {
    const second = fc.integer({ min: 1, max: 1_000_000 });
    const spells = fc.array(fc.record({ served: second, stood: second }), { maxLength: 6 });
    fc.assert(
      fc.property(spells, second, fc.bigInt(0n, 10n ** 9n), (before, left, grossMinor) => {
        const sum = (key: 'served' | 'stood') => before.reduce((all, one) => all + one[key], 0);
        const [used, stoodSeconds] = [sum('served'), sum('stood')];
        const moment = (seconds: number) => new Date(october.startsAt.getTime() + seconds * 1000);
        const { startsAt } = october;
        const period = { startsAt, endsAt: moment(used + stoodSeconds + left), stoodSeconds };
        const changedAt = moment(used + stoodSeconds);
        const paid = { ...period, grossMinor, taxMinor: 0n };
        const { grossMinor: back } = byTime(paid, changedAt);
        const usedMinor = (grossMinor * BigInt(used)) / BigInt(used + left);
        expect(back + usedMinor).toBe(grossMinor);
      }),
    );
  });
});

describe('the credit for unused time or data', () => {
  const halfway = new Date('2026-10-16T12:00:00Z');
  const GB = 1_000_000_000n;
  const paid = { ...october, grossMinor: 3_150n, taxMinor: 0n };
  const credit = (usedBytes: bigint, at = halfway) => {
    const data = { grantedBytes: 400n * GB, unusedBytes: 400n * GB - usedBytes };
    return unusedCredit(paid, unusedPart(paid, at, data)).grossMinor;
  };

  it('is nothing for a plan whose data is used up, however much time is left', () => {
    expect(credit(400n * GB, october.startsAt)).toBe(0n);
  });

  it('follows whichever of time and data is left less of', () => {
    expect(credit(0n)).toBe(1_575n);
    expect(credit(100n * GB)).toBe(1_575n);
    expect(credit(300n * GB)).toBe(788n);
  });

  it('is never more than by time alone, nor than what was paid', () => {
    const bytes = fc.bigInt(0n, 10n ** 12n);
    const instants = fc.integer({ min: -100_000, max: 3_000_000 });
    const amount = fc.bigInt(0n, 10n ** 9n);
    fc.assert(
      fc.property(bytes, bytes, instants, amount, (one, other, seconds, grossMinor) => {
        const [unusedBytes, grantedBytes] = one < other ? [one, other] : [other, one];
        const at = new Date(october.startsAt.getTime() + seconds * 1000);
        const price = { ...october, grossMinor, taxMinor: grossMinor / 6n };
        const part = unusedPart(price, at, { grantedBytes, unusedBytes });
        const back = unusedCredit(price, part);
        expect(part.part >= 0n && part.part <= part.of).toBe(true);
        expect(back.grossMinor).toBeLessThanOrEqual(byTime(price, at).grossMinor);
        expect(back.grossMinor).toBeLessThanOrEqual(grossMinor);
        expect(back.taxMinor >= 0n && back.taxMinor <= price.taxMinor).toBe(true);
      }),
    );
  });
});

describe('the rest of a period', () => {
  it('has the same share of the data as of the time, rounded in the customer’s favour', () => {
    const rest = restOf(wholeOf(october), new Date('2026-10-31T00:00:00Z'));
    expect(rest).toEqual({ leftSeconds: 86_400, ofSeconds: 31 * 86_400 });
    expect(restBytes(100_000n, rest)).toBe(3_226n);
  });

  it('is the whole period, with all of its data, at its start', () => {
    expect(restOf(wholeOf(october), october.startsAt)).toBeNull();
    expect(restBytes(100_000n, null)).toBe(100_000n);
    expect(restMinor(100_000n, null)).toBe(100_000n);
  });
});
