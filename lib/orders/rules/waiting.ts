import { addSeconds } from '@/lib/kit/time';
import { type PeriodSpan, soldSeconds } from '@/lib/pricing/rules/plan-change';

/** A waiting order lives a day: long enough for a slow bank, short enough to buy nothing by surprise. */
const WAITING_SECONDS = 24 * 3_600;

/**
 * A change of plan gives unused time back as it was shown, and the old plan serves on while the change waits: what is
 * used of it meanwhile comes back too. So such an order waits for a small part of the old period only; at least as
 * long as a sheet is valid and a payment page is open after that. A day's plan waits an hour, a month's a day.
 */
const PART_OF_PERIOD = 24;
const WAITING_SECONDS_MIN = 3_600;

/** How long an order may wait that gives back the rest of a period as of its sheet. */
export function waitOfChange(period: PeriodSpan): number {
  const part = Math.floor(Number(soldSeconds(period)) / PART_OF_PERIOD);
  return Math.min(Math.max(part, WAITING_SECONDS_MIN), WAITING_SECONDS);
}

/** Until when an order of this quote can be paid for. */
export function expiryOf(quotedAt: Date, quote: { waitsSeconds?: number | undefined }): Date {
  return addSeconds(quotedAt, quote.waitsSeconds ?? WAITING_SECONDS);
}
