import { anchorAt, localDateOf, periodStart } from '@/lib/kit/time';
import { feeOf, type Price } from '@/lib/pricing/rules/price';
import { endAfter } from '@/lib/recurrence/rules/after-breaks';
import { quoteFirstPeriod } from './first-period';
import type { TermsOfItem } from './lookups';
import type { ChangeFacts } from './lookups/change-facts';
import type { LastDay } from './lookups/last-day';
import {
  type NewServiceFacts,
  type OrderFacts,
  type PackFacts,
  printOf,
} from './lookups/order-facts';
import { changeOf, deedOfChange } from './price-change';
import type { Deed, QuotedOrder } from './quoted-order';
import { linesOfCharge } from './rules';
import { endOfDays } from './rules/end-of-days';
import { endsBefore } from './rules/ends-before';
import type { Quote } from './rules/quote';

/** Prices an order from its facts at one time, and derives what its execution needs. */
export function priceOrder(facts: OrderFacts, quotedAt: Date): QuotedOrder {
  const { quote, deed } = priced(facts, quotedAt);
  return { quotedAt, quote, made: { print: printOf(facts), deed } };
}

function priced(facts: OrderFacts, at: Date): { quote: Quote; deed: Deed } {
  switch (facts.kind) {
    case 'new_service': {
      const { item, router, terms } = facts;
      const deed: Deed = { kind: 'new_service', itemId: terms.itemId, item, router };
      return { quote: quoteNewService(facts, at), deed };
    }
    case 'pack': {
      const { serviceId, zone } = facts;
      const { packId, name: packName } = facts.pack;
      const price = feeOf(facts.pack.priceMinor, { ...facts.tax, quantity: 1 });
      const deed: Deed = { kind: 'pack', serviceId, packId, packName, price, zone };
      const quote = quotePack(facts, price, at);
      return { quote: withLastDay(quote, { ...facts, endsAt: quote.endsAt }), deed };
    }
    case 'plan_change': {
      const change = changeOf(facts, at);
      const moved = withBreaks(change.quote, facts);
      const endsAt = change.quote.endsAt ?? endOfFirst(facts.terms, change.quote.startsAt);
      const quote = withLastDay(moved, { ...facts, zone: facts.old.zone, endsAt });
      return { quote, deed: deedOfChange(facts, change) };
    }
  }
}

/** Pauses ahead move the end of a plan that starts now, and its next charge. */
function withBreaks(quote: Quote, { moment, breaksAhead }: ChangeFacts): Quote {
  if (moment === 'period_end') return quote;
  const { endsAt, next } = quote;
  const nextAt = next && endAfter(next.at, breaksAhead);
  return {
    ...quote,
    endsAt: endsAt && (endAfter(endsAt, breaksAhead) ?? endsAt),
    next: next && (nextAt ? { ...next, at: nextAt } : next),
  };
}

/** Names the service's last day: what is bought ends with it, and nothing is charged after it. */
function withLastDay(
  quote: Quote,
  { lastDay, breaksAhead, zone, endsAt }: LastDay & { zone: string; endsAt: Date | null },
): Quote {
  if (lastDay === null) return quote;
  const { next } = quote;
  const isOver = next !== null && lastDay < localDateOf(next.at, zone);
  const standsUntil = endsAt && endAfter(endsAt, breaksAhead);
  const isCutShort = standsUntil !== null && endsBefore(standsUntil, { lastDay, zone });
  return {
    ...{ ...quote, lastDay, next: isOver ? null : next },
    ...(isCutShort ? { isCutShort } : {}),
  };
}

/** The end of the first period of a plan that starts later; null if the plan has no periods. */
function endOfFirst({ interval, zone }: TermsOfItem, startsAt: Date): Date | null {
  return interval && periodStart(anchorAt(startsAt, zone, interval), 1);
}

function quoteNewService({ terms, isAhead, isOffered }: NewServiceFacts, at: Date): Quote {
  const quote = { ...quoteFirstPeriod(terms, at), isOffered };
  return isAhead ? { ...quote, startsWhenConnected: true } : quote;
}

function quotePack({ pack, tax, zone, periodEndsAt }: PackFacts, price: Price, at: Date): Quote {
  const { validDays } = pack;
  return {
    lines: linesOfCharge({
      kind: 'pack',
      label: pack.name,
      price,
      feeNetMinor: 0n,
      feeTaxMinor: 0n,
      taxMode: tax.taxMode,
    }),
    totalMinor: price.grossMinor,
    taxMinor: price.taxMinor,
    startsAt: at,
    endsAt: validDays === null ? periodEndsAt : endOfDays(at, { days: validDays, zone }),
    startsWhenPaid: true,
    runsFor: validDays === null ? null : { count: validDays, unit: 'day' },
    dataBytes: pack.dataBytes,
    isUnlimited: false,
    plan: null,
    next: null,
    dropsCustomPrice: false,
    isOffered: true,
  };
}
