import { slowRatesOf } from '@/lib/catalog/rules/slow-rates';
import { givesBackOf } from '@/lib/charges/rules';
import { uuidOf } from '@/lib/kit/ids';
import { pauseDaysOf } from './plan-terms';
import type { PromisedPlan, Quote, QuoteLine, Replaced } from './quote';

/** The parts of a confirm sheet that are compared. */
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
export const promisedParts = [...comparedParts, 'words', 'replaces'] as const;
export type PromisedPart = (typeof promisedParts)[number];

/** Returns the parts in which two quotes differ; empty if the order is still as shown. */
export function changedParts(was: Quote, now: Quote): PromisedPart[] {
  const [before, after] = [promiseOf(was), promiseOf(now)];
  const parts: PromisedPart[] = comparedParts.filter((part) => before[part] !== after[part]);
  if (isReworded(was, now)) parts.push('words');
  if (losesMore(was, now)) parts.push('replaces');
  return parts;
}

/** Fingerprints the promise of a quote: two quotes with the same one have no changed part. */
export function promisePrint(quote: Quote): string {
  const lost = (quote.replaces ?? []).map(({ kind, id }) => `${kind} ${id}`).sort();
  return uuidOf(written([promiseOf(quote), quote.plan?.wordsPrint ?? null, lost]));
}

/**
 * Returns whether the plan describes itself differently: a contract length or a router may be part of the
 * offer only in words.
 */
function isReworded(was: Quote, now: Quote): boolean {
  const shown = was.plan?.wordsPrint;
  return shown !== undefined && now.plan !== null && shown !== now.plan.wordsPrint;
}

/**
 * Returns whether the order now replaces something that was not shown. Fewer replacements are no loss. A
 * stored quote without a list of replacements cannot be checked and passes.
 */
function losesMore({ replaces: shown }: Quote, now: Quote): boolean {
  if (shown === undefined) return false;
  return (now.replaces ?? []).some((lost) => !shown.some((one) => isSameReplaced(one, lost)));
}

/**
 * A planned plan counts as the same one on newer terms. Older quotes store the id of its terms instead of its
 * item.
 */
function isSameReplaced(shown: Replaced, lost: Replaced): boolean {
  if (shown.kind !== lost.kind) return false;
  const isByTerms = shown.kind === 'planned' && shown.versionId === undefined;
  return shown.id === (isByTerms ? lost.versionId : lost.id);
}

/**
 * Returns whether the debited amount is the one shown; an order sold before it can be connected is paid
 * later.
 */
export function isPaidAsShown(shown: Quote, spentMinor: bigint): boolean {
  const isDeferred = shown.startsWhenConnected === true && spentMinor === 0n;
  return isDeferred || spentMinor === shown.totalMinor;
}

function promiseOf(quote: Quote): Record<(typeof comparedParts)[number], string> {
  const { plan } = quote;
  const isSlowed = plan?.capAction === 'slow';
  return {
    price: written([quote.lines.map(lineOf), quote.totalMinor, quote.taxMinor]),
    dates: written([...datesOf(quote), quote.lastDay ?? null]),
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
      : written([plan?.capAction, plan?.capDirection, isSlowed && plan && slowRatesOf(plan)]),
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

function furtherTermsOf(plan: PromisedPlan) {
  const { priority, routerProfile, bonusDataBytes, graceDays, keepAnchor } = plan;
  const { changeMoment, changeFeeUpMinor, changeFeeDownMinor, pausesPerYearMax } = plan;
  return {
    ...{ priority, routerProfile, bonusDataBytes, graceDays, keepAnchor },
    ...{ changeMoment, changeFeeUpMinor, changeFeeDownMinor, pausesPerYearMax },
    // How unused time is measured, and how long a pause is, count only where there is one.
    ...{ givenBack: givesBackOf(plan), pauseDays: pauseDaysOf(plan) },
  };
}

function datesOf(quote: Quote) {
  return quote.startsWhenPaid
    ? [startOf(quote), quote.runsFor ?? quote.endsAt]
    : [quote.startsAt, quote.endsAt];
}

function startOf({ startsWhenConnected }: Quote): string {
  return startsWhenConnected ? 'when connected' : 'when paid';
}

/** Leaves the name out: renaming a plan does not change the promise. */
function lineOf({ kind, amountMinor }: QuoteLine) {
  return [kind, amountMinor];
}

function written(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? part.toString() : part,
  );
}

/** How long a confirm sheet is valid; a waiting order holds until it expires. */
const VALID_SECONDS = 15 * 60;

export function validUntil(quotedAt: Date): Date {
  return new Date(quotedAt.getTime() + VALID_SECONDS * 1000);
}

/** Maximum clock difference between the instance that shows a sheet and the one that executes it. */
const CLOCK_TOLERANCE_SECONDS = 2;

/**
 * Returns whether a sheet's quote can still be confirmed; a quote from the future is rejected, as after a
 * clock was set back.
 */
export function isFresh(quotedAt: Date, now: Date): boolean {
  const age = now.getTime() - quotedAt.getTime();
  return age <= VALID_SECONDS * 1000 && age >= -CLOCK_TOLERANCE_SECONDS * 1000;
}
