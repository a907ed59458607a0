import { mulDiv } from '@/lib/kit/money';

/** A span of a period, with the seconds by which its end was moved because the service stood still. Instants in UTC. */
export type PeriodSpan = { startsAt: Date; endsAt: Date; stoodSeconds: number };

/** The current, paid period. Minor units. */
export type PaidPeriod = PeriodSpan & { grossMinor: bigint };

/**
 * The money of an immediate plan change: the unused part of the current period is refunded, the fee and the new
 * plan's price are charged. Fixture: 31-day period, 200 → 100, 12 of 31 days left, fee 30, new period prorated to the
 * old end: refund 77.42, fee 30, charge 38.71, balance +8.71.
 */
export type PlanChangeMoney = {
  refundMinor: bigint;
  feeMinor: bigint;
  chargeMinor: bigint;
  /** The change of the wallet balance: refund - fee - charge. */
  netMinor: bigint;
};

/** The unused part of a paid period, by the second, rounded once in the customer's favour. */
function unusedMinor(period: PaidPeriod, at: Date): bigint {
  return partOfPeriod(period, { from: at, rounding: 'up' });
}

/**
 * Returns the refund of a period's price, with the tax inside it. The price must exclude fees: a fee paid with the
 * period bought no time.
 */
export function unusedCredit(
  period: PaidPeriod & { taxMinor: bigint },
  at: Date,
): { grossMinor: bigint; taxMinor: bigint } {
  if (period.grossMinor === 0n) return { grossMinor: 0n, taxMinor: 0n };
  const grossMinor = unusedMinor(period, at);
  const taxMinor = mulDiv(grossMinor, {
    numerator: period.taxMinor,
    denominator: period.grossMinor,
    rounding: 'half-even',
  });
  return { grossMinor, taxMinor };
}

/** The price of the rest of a period, rounded once, half to even as every price is. */
export function restMinor(period: PaidPeriod, at: Date): bigint {
  return partOfPeriod(period, { from: at, rounding: 'half-even' });
}

function partOfPeriod(
  period: PaidPeriod,
  { from, rounding }: { from: Date; rounding: 'up' | 'half-even' },
): bigint {
  const whole = soldSeconds(period);
  const left = wholeSeconds(from, period.endsAt);
  if (left <= 0n) return 0n;
  if (left >= whole) return period.grossMinor;
  return mulDiv(period.grossMinor, { numerator: left, denominator: whole, rounding });
}

/** The seconds that the price of a period bought: its length without the time in which the service stood still. */
export function soldSeconds({ startsAt, endsAt, stoodSeconds }: PeriodSpan): bigint {
  return wholeSeconds(startsAt, endsAt) - BigInt(stoodSeconds);
}

function wholeSeconds(from: Date, to: Date): bigint {
  return BigInt(Math.floor(to.getTime() / 1000) - Math.floor(from.getTime() / 1000));
}

export function planChangeMoney(input: {
  running: PaidPeriod | null;
  at: Date;
  refundsUnused: boolean;
  feeMinor: bigint;
  chargeMinor: bigint;
}): PlanChangeMoney {
  const refundMinor =
    input.running && input.refundsUnused ? unusedMinor(input.running, input.at) : 0n;
  const { feeMinor, chargeMinor } = input;
  return { refundMinor, feeMinor, chargeMinor, netMinor: refundMinor - feeMinor - chargeMinor };
}

/** Returns the old plan's fee for a change to a more expensive or a cheaper plan; zero if the prices are equal. */
export function changeFee(
  terms: { changeFeeUpMinor: bigint; changeFeeDownMinor: bigint },
  { oldPriceMinor, newPriceMinor }: { oldPriceMinor: bigint; newPriceMinor: bigint },
): bigint {
  if (newPriceMinor > oldPriceMinor) return terms.changeFeeUpMinor;
  return newPriceMinor < oldPriceMinor ? terms.changeFeeDownMinor : 0n;
}
