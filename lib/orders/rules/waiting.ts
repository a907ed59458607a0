import { addSeconds } from '@/lib/kit/time';
import { type PeriodData, type PeriodSpan, soldSeconds } from '@/lib/pricing/rules/plan-change';
import type { Quote } from './quote';

/**
 * A waiting order expires after a day: long enough for a slow bank, short enough that it buys nothing
 * unexpectedly.
 */
const WAITING_SECONDS = 24 * 3_600;

/**
 * A plan change refunds the unused time as shown, although the old plan keeps running while the change waits:
 * the time used meanwhile is refunded too. Such an order therefore waits only for a small part of the old
 * period, but at least as long as a sheet and then a payment page are valid. With a daily plan it waits an
 * hour, with a monthly plan a day. Data can be used up quickly, so where it limits the refund, the order waits no longer
 * than it must.
 */
const PART_OF_PERIOD = 24;
const WAITING_SECONDS_MIN = 3_600;

/** `data` is set if it counts for the refund. */
type MeasuredPeriod = PeriodSpan & { data: PeriodData | null };

function waitForRefund(period: MeasuredPeriod): number {
  if (period.data) return WAITING_SECONDS_MIN;
  const part = Math.floor(Number(soldSeconds(period)) / PART_OF_PERIOD);
  return Math.min(Math.max(part, WAITING_SECONDS_MIN), WAITING_SECONDS);
}

/**
 * Returns how long an immediate plan change may wait for its payment: never beyond the period that it ends,
 * because afterwards there is no such period to end. A period that stands still does not end meanwhile.
 */
export function waitOfChange(
  {
    period,
    refunds,
    standsStill = false,
  }: { period: MeasuredPeriod; refunds: boolean; standsStill?: boolean },
  quotedAt: Date,
): number {
  if (standsStill) return waitForRefund(period);
  const leftSeconds = Math.floor((period.endsAt.getTime() - quotedAt.getTime()) / 1000);
  return Math.max(Math.min(refunds ? waitForRefund(period) : WAITING_SECONDS, leftSeconds), 0);
}

/** A period that is served unpaid, until its grace ends. */
export type UnpaidPeriod = PeriodSpan & { graceUntil: Date };

/**
 * Returns how long a plan change in a grace may wait for its payment. It shows the price of the days served until then,
 * and the old plan keeps running unpaid while it waits, so it waits no longer than for a refund, and never beyond the
 * grace, because the service stops with it.
 */
export function waitInGrace({ graceUntil, ...period }: UnpaidPeriod, quotedAt: Date): number {
  const leftSeconds = Math.floor((graceUntil.getTime() - quotedAt.getTime()) / 1000);
  return Math.max(Math.min(waitForRefund({ ...period, data: null }), leftSeconds), 0);
}

type Waits = Pick<Quote, 'waitsSeconds' | 'runsFor' | 'endsAt'>;

/**
 * Returns until when an order with this quote can be paid for: not after its fixed end, because a later payment
 * would buy nothing.
 */
export function expiryOf(quotedAt: Date, quote: Waits): Date {
  const expiresAt = addSeconds(quotedAt, quote.waitsSeconds ?? WAITING_SECONDS);
  const fixedEnd = quote.runsFor === null ? quote.endsAt : null;
  return fixedEnd !== null && fixedEnd < expiresAt ? fixedEnd : expiresAt;
}
