import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChangeMoney, restMinor, unusedCredit } from './plan-change';

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

describe('an immediate plan change', () => {
  it('credits 8.71 for 200 → 100 with 12 of 31 days left and a fee of 30', () => {
    const at = new Date('2026-10-20T00:00:00Z');
    const chargeMinor = restMinor({ ...october, grossMinor: 10_000n }, at);
    const money = planChangeMoney({
      running: { ...october, grossMinor: 20_000n },
      at,
      refundsUnused: true,
      feeMinor: 3_000n,
      chargeMinor,
    });
    expect(money).toEqual({
      refundMinor: 7_742n,
      feeMinor: 3_000n,
      chargeMinor: 3_871n,
      netMinor: 871n,
    });
  });

  it('credits 50.00 for 200 → 100 in the middle of a 30-day month without a fee', () => {
    const at = new Date('2026-04-16T00:00:00Z');
    const chargeMinor = restMinor({ ...april, grossMinor: 10_000n }, at);
    const money = planChangeMoney({
      running: { ...april, grossMinor: 20_000n },
      at,
      refundsUnused: true,
      feeMinor: 0n,
      chargeMinor,
    });
    expect(money).toEqual({
      refundMinor: 10_000n,
      feeMinor: 0n,
      chargeMinor: 5_000n,
      netMinor: 5_000n,
    });
  });

  it('credits nothing if the plan says so, or if the period has ended', () => {
    const at = new Date('2026-10-20T00:00:00Z');
    const running = { ...october, grossMinor: 20_000n };
    expect(
      planChangeMoney({ running, at, refundsUnused: false, feeMinor: 0n, chargeMinor: 0n })
        .refundMinor,
    ).toBe(0n);
    expect(
      planChangeMoney({
        running,
        at: october.endsAt,
        refundsUnused: true,
        feeMinor: 0n,
        chargeMinor: 0n,
      }).refundMinor,
    ).toBe(0n);
  });
});

describe('the credit for unused time', () => {
  const month = { ...october, grossMinor: 3_000n, taxMinor: 479n };

  it('is 29.96 of 30.00 an hour after the start of a 31-day month', () => {
    const at = new Date('2026-10-01T01:00:00Z');
    expect(unusedCredit(month, at).grossMinor).toBe(2_996n);
  });

  it('includes its share of the tax: all of it at the start and none at the end', () => {
    expect(unusedCredit(month, month.startsAt)).toEqual({ grossMinor: 3_000n, taxMinor: 479n });
    expect(unusedCredit(month, month.endsAt)).toEqual({ grossMinor: 0n, taxMinor: 0n });
    const half = unusedCredit(month, new Date('2026-10-16T12:00:00Z'));
    expect(half).toEqual({ grossMinor: 1_500n, taxMinor: 240n });
  });

  it('is zero for a period that was free', () => {
    const free = { ...october, grossMinor: 0n, taxMinor: 0n };
    expect(unusedCredit(free, october.startsAt)).toEqual({ grossMinor: 0n, taxMinor: 0n });
  });

  it('is 20.00 of 30.00 for 20 paid days left of 30 after a break of 20 days', () => {
    const stretched = {
      ...{ startsAt: day(0), endsAt: day(50), stoodSeconds: 20 * 86_400 },
      ...{ grossMinor: 3_000n, taxMinor: 0n },
    };
    expect(unusedCredit(stretched, day(30)).grossMinor).toBe(2_000n);
    expect(restMinor(stretched, day(30))).toBe(2_000n);
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
        const { grossMinor: back } = unusedCredit(paid, changedAt);
        const usedMinor = (grossMinor * BigInt(used)) / BigInt(used + left);
        expect(back + usedMinor).toBe(grossMinor);
      }),
    );
  });
});
