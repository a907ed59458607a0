import type { FurtherTerms, PromisedPlan, Quote, QuoteLine, Replaced } from './quote';

/** What a confirm sheet promises, in the parts that a person compares. */
const comparedParts = [
  'price',
  'dates',
  'data',
  'speed',
  'cap',
  'renewal',
  'next',
  'terms',
  'offer',
] as const;
export const promisedParts = [...comparedParts, 'replaces'] as const;
export type PromisedPart = (typeof promisedParts)[number];

/** The parts in which two quotes differ: none when what is bought now is what was shown. */
export function changedParts(was: Quote, now: Quote): PromisedPart[] {
  const [before, after] = [promiseOf(was), promiseOf(now)];
  const parts: PromisedPart[] = comparedParts.filter((part) => before[part] !== after[part]);
  return losesMore(was, now) ? [...parts, 'replaces'] : parts;
}

/**
 * Whether something is lost now that was not shown. What was given up meanwhile is no loss of this order's; and a promise
 * that was kept without saying what it replaces cannot be broken there.
 */
function losesMore({ replaces: shown }: Quote, now: Quote): boolean {
  if (shown === undefined) return false;
  return (now.replaces ?? []).some((lost) => !shown.some((one) => isSameReplaced(one, lost)));
}

/** A plan that is to follow is the same one on newer terms; before it was kept by its item, a promise named its terms. */
function isSameReplaced(shown: Replaced, lost: Replaced): boolean {
  if (shown.kind !== lost.kind) return false;
  const isByTerms = shown.kind === 'planned' && shown.versionId === undefined;
  return shown.id === (isByTerms ? lost.versionId : lost.id);
}

/** Whether what left the wallet is what was shown; what is sold before it can be connected is paid for when it is. */
export function isPaidAsShown(shown: Quote, spentMinor: bigint): boolean {
  const isDeferred = shown.startsWhenConnected === true && spentMinor === 0n;
  return isDeferred || spentMinor === shown.totalMinor;
}

function promiseOf(quote: Quote): Record<(typeof comparedParts)[number], string> {
  const { plan } = quote;
  const isSlowed = plan?.capAction === 'slow';
  return {
    price: written([quote.lines.map(lineOf), quote.totalMinor, quote.taxMinor]),
    dates: quote.startsWhenPaid
      ? written([startOf(quote), quote.runsFor ?? quote.endsAt])
      : written([quote.startsAt, quote.endsAt]),
    data: written([quote.dataBytes, quote.isUnlimited, plan?.rolloverPeriods]),
    speed: written([
      plan?.downBitsPerSecond,
      plan?.upBitsPerSecond,
      plan?.burstDownBitsPerSecond,
      plan?.burstUpBitsPerSecond,
      plan?.burstSeconds,
    ]),
    cap: quote.isUnlimited
      ? 'none'
      : written([
          plan?.capAction,
          plan?.capDirection,
          isSlowed && plan?.slowDownBitsPerSecond,
          isSlowed && plan?.slowUpBitsPerSecond,
        ]),
    renewal: written([plan?.mode, plan?.interval]),
    next: written([
      quote.next?.priceMinor,
      quote.next?.feeMinor ?? 0n,
      quote.startsWhenPaid ? null : quote.next?.at,
    ]),
    terms: written(plan && furtherTermsOf(plan)),
    offer: written([quote.isOffered, quote.dropsCustomPrice]),
  };
}

function furtherTermsOf(plan: PromisedPlan): FurtherTerms {
  const { priority, routerProfile, bonusDataBytes, graceDays, keepAnchor } = plan;
  const { changeMoment, changeFeeUpMinor, changeFeeDownMinor, refundsUnused } = plan;
  const { pausesPerYearMax, pauseDaysMax } = plan;
  return {
    ...{ priority, routerProfile, bonusDataBytes, graceDays, keepAnchor },
    ...{ changeMoment, changeFeeUpMinor, changeFeeDownMinor, refundsUnused },
    ...{ pausesPerYearMax, pauseDaysMax },
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
const VALID_SECONDS = 15 * 60;

export function validUntil(quotedAt: Date): Date {
  return new Date(quotedAt.getTime() + VALID_SECONDS * 1000);
}

/** By how much the clocks of two instances may differ: one shows the sheet, the other one executes it. */
const CLOCK_TOLERANCE_SECONDS = 2;

/** Whether a sheet's quote can still be confirmed; by a clock that was set back it is of no time that has been. */
export function isFresh(quotedAt: Date, now: Date): boolean {
  const age = now.getTime() - quotedAt.getTime();
  return age <= VALID_SECONDS * 1000 && age >= -CLOCK_TOLERANCE_SECONDS * 1000;
}
