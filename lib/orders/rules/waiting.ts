import { addSeconds } from '@/lib/kit/time';
import { type PeriodSpan, soldSeconds } from '@/lib/pricing/rules/plan-change';

/**
 * A waiting order expires after a day: long enough for a slow bank, short enough that it buys nothing
 * unexpectedly.
 */
const WAITING_SECONDS = 24 * 3_600;

/**
 * A plan change refunds the unused time as shown, although the old plan keeps running while the change waits:
 * the time used meanwhile is refunded too. Such an order therefore waits only for a small part of the old
 * period, but at least as long as a sheet and then a payment page are valid. With a daily plan it waits an
 * hour, with a monthly plan a day.
 */
const PART_OF_PERIOD = 24;
const WAITING_SECONDS_MIN = 3_600;

/** Returns how long an order may wait that refunds the rest of a period as of its quote. */
export function waitOfChange(period: PeriodSpan): number {
  const part = Math.floor(Number(soldSeconds(period)) / PART_OF_PERIOD);
  return Math.min(Math.max(part, WAITING_SECONDS_MIN), WAITING_SECONDS);
}

/** Returns until when an order with this quote can be paid for. */
export function expiryOf(quotedAt: Date, quote: { waitsSeconds?: number | undefined }): Date {
  return addSeconds(quotedAt, quote.waitsSeconds ?? WAITING_SECONDS);
}
