import { mulDiv } from '@/lib/kit/money';

/** A span of a period, with the seconds by which its end was moved because the service stood still. Instants in UTC. */
export type PeriodSpan = { startsAt: Date; endsAt: Date; stoodSeconds: number };

/** The data that a period granted, and what is left of it. Bytes. */
export type PeriodData = { grantedBytes: bigint; unusedBytes: bigint };

/** The share of a paid period that was not used, in the unit that decides it. */
export type UnusedPart = { part: bigint; of: bigint; unit: 'seconds' | 'bytes' };

/** Returns the unused share of a period: of its time, or of its data where that counts too and less is left of it. */
export function unusedPart(period: PeriodSpan, at: Date, data: PeriodData | null): UnusedPart {
  const of = soldSeconds(period);
  const left = wholeSeconds(at, period.endsAt);
  const part = left < 0n ? 0n : left > of ? of : left;
  if (data && data.grantedBytes > 0n && data.unusedBytes * of < part * data.grantedBytes)
    return { part: data.unusedBytes, of: data.grantedBytes, unit: 'bytes' };
  return { part, of, unit: 'seconds' };
}

/**
 * Returns the credit for an unused share of a price, rounded once in the customer's favour, with the tax inside it. The
 * price must exclude fees: a fee paid with the period bought no time.
 */
export function unusedCredit(
  price: { grossMinor: bigint; taxMinor: bigint },
  { part, of }: UnusedPart,
): { grossMinor: bigint; taxMinor: bigint } {
  if (price.grossMinor === 0n) return { grossMinor: 0n, taxMinor: 0n };
  const grossMinor = mulDiv(price.grossMinor, { numerator: part, denominator: of, rounding: 'up' });
  const taxMinor = mulDiv(grossMinor, {
    numerator: price.taxMinor,
    denominator: price.grossMinor,
    rounding: 'half-even',
  });
  return { grossMinor, taxMinor };
}

/** The part of a period that is left: its seconds, and those of the whole. */
export type Rest = { leftSeconds: number; ofSeconds: number };

/**
 * Returns the rest of a period from a moment on; null if the whole period is left. `ofSeconds` is the length of the whole
 * period, also where it was sold only in part.
 */
export function restOf(
  { endsAt, ofSeconds }: { endsAt: Date; ofSeconds: number },
  from: Date,
): Rest | null {
  const left = Number(wholeSeconds(from, endsAt));
  return left >= ofSeconds ? null : { leftSeconds: Math.max(left, 0), ofSeconds };
}

/** The data of the rest of a period: the same share as of its time, rounded once in the customer's favour. */
export function restBytes(bytes: bigint, rest: Rest | null): bigint {
  if (rest === null) return bytes;
  const { leftSeconds, ofSeconds } = rest;
  return mulDiv(bytes, {
    numerator: BigInt(leftSeconds),
    denominator: BigInt(ofSeconds),
    rounding: 'up',
  });
}

/** The price of the rest of a period, rounded once, half to even as every price is. */
export function restMinor(minor: bigint, rest: Rest | null): bigint {
  if (rest === null) return minor;
  const { leftSeconds, ofSeconds } = rest;
  return mulDiv(minor, {
    numerator: BigInt(leftSeconds),
    denominator: BigInt(ofSeconds),
    rounding: 'half-even',
  });
}

/** The seconds that the price of a period bought: its length without the time in which the service stood still. */
export function soldSeconds({ startsAt, endsAt, stoodSeconds }: PeriodSpan): bigint {
  return wholeSeconds(startsAt, endsAt) - BigInt(stoodSeconds);
}

function wholeSeconds(from: Date, to: Date): bigint {
  return BigInt(Math.floor(to.getTime() / 1000) - Math.floor(from.getTime() / 1000));
}

/** Returns the old plan's fee for a change to a more expensive or a cheaper plan; zero if the prices are equal. */
export function changeFee(
  terms: { changeFeeUpMinor: bigint; changeFeeDownMinor: bigint },
  { oldPriceMinor, newPriceMinor }: { oldPriceMinor: bigint; newPriceMinor: bigint },
): bigint {
  if (newPriceMinor > oldPriceMinor) return terms.changeFeeUpMinor;
  return newPriceMinor < oldPriceMinor ? terms.changeFeeDownMinor : 0n;
}
