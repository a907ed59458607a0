import { describe, expect, it } from 'vitest';
import { planChangeMoney, restMinor } from './plan-change';

const october = {
  startsAt: new Date('2026-10-01T00:00:00Z'),
  endsAt: new Date('2026-11-01T00:00:00Z'),
};
const april = {
  startsAt: new Date('2026-04-01T00:00:00Z'),
  endsAt: new Date('2026-05-01T00:00:00Z'),
};

describe('a plan change at once', () => {
  it('gives 8.71 back on 200 → 100 with 12 of 31 days left and a fee of 30', () => {
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

  it('gives 50.00 back on 200 → 100 in the middle of a 30-day month without a fee', () => {
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

  it('gives nothing back where the plan says so, and nothing for a period that is over', () => {
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
