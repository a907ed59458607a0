import type { Quote, QuoteLine } from './quote';

/** What a confirm sheet promises, in the parts that a person compares. */
export const promisedParts = [
  'price',
  'dates',
  'data',
  'speed',
  'cap',
  'renewal',
  'next',
  'offer',
] as const;
export type PromisedPart = (typeof promisedParts)[number];

/** The parts in which two quotes differ: none when what is bought now is what was shown. */
export function changedParts(was: Quote, now: Quote): PromisedPart[] {
  const [before, after] = [promiseOf(was), promiseOf(now)];
  return promisedParts.filter((part) => before[part] !== after[part]);
}

/** What an order did, and what left the wallet for it. */
export type Executed = { quote: Quote; spentMinor: bigint };

/** Whether an order did what was shown; what is sold before it can be connected is paid for when it is. */
export function isExecutedAsShown(shown: Quote, { quote, spentMinor }: Executed): boolean {
  const isDeferred = shown.startsWhenConnected === true && spentMinor === 0n;
  return changedParts(shown, quote).length === 0 && (isDeferred || spentMinor === shown.totalMinor);
}

function promiseOf(quote: Quote): Record<PromisedPart, string> {
  const { plan } = quote;
  const isSlowed = plan?.capAction === 'slow';
  return {
    price: written([quote.lines.map(lineOf), quote.totalMinor, quote.taxMinor]),
    dates: quote.startsWhenPaid
      ? written([startOf(quote), quote.runsFor ?? quote.endsAt])
      : written([quote.startsAt, quote.endsAt]),
    data: written([quote.dataBytes, quote.isUnlimited, plan?.rolloverPeriods]),
    speed: written([plan?.downBitsPerSecond, plan?.upBitsPerSecond]),
    cap: quote.isUnlimited
      ? 'none'
      : written([
          plan?.capAction,
          isSlowed && plan?.slowDownBitsPerSecond,
          isSlowed && plan?.slowUpBitsPerSecond,
        ]),
    renewal: written([plan?.mode, plan?.interval]),
    next: written([
      quote.next?.priceMinor,
      quote.next?.feeMinor ?? 0n,
      quote.startsWhenPaid ? null : quote.next?.at,
    ]),
    offer: written([quote.isOnSale, quote.dropsCustomPrice]),
  };
}

function startOf({ startsWhenConnected }: Quote): string {
  return startsWhenConnected ? 'when connected' : 'when paid';
}

/** Without its name: a plan that is called otherwise is the same promise. */
function lineOf({ kind, amountMinor }: QuoteLine) {
  return [kind, amountMinor];
}

function written(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? part.toString() : part,
  );
}

/** What a sheet shows holds this long; an order that waits for money, until it expires. */
const validSeconds = 15 * 60;

export function validUntil(quotedAt: Date): Date {
  return new Date(quotedAt.getTime() + validSeconds * 1000);
}

/** Whether a sheet's quote can still be confirmed; a clock that was set back makes no quote live longer. */
export function isFresh(quotedAt: Date, now: Date): boolean {
  return Math.abs(now.getTime() - quotedAt.getTime()) <= validSeconds * 1000;
}
