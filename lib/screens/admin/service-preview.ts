import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { chargesAfterFirst, quoteFirstPeriod } from '@/lib/orders/first-period';
import { type TermsOfItem, termsOfItem } from '@/lib/orders/lookups';
import { findRenewFirst } from '@/lib/orders/lookups/renew-first';
import { decideQuote, type QuoteOutcome } from '@/lib/orders/rules';
import type { Quote } from '@/lib/orders/rules/quote';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import type { PriceStep } from '@/lib/recurrence/rules/later-charges';
import { getWallet } from '@/lib/screens/shared/wallet';
import { findItemKind, findRouterFacts, findWaitedFor } from '@/lib/services/lookups';
import { isStoppedByDispute } from '@/lib/services/lookups/disputes';
import { type ConnectionFields, missingMeans } from '@/lib/services/rules/connection';
import type { ParsedServiceInput } from '@/lib/services/service-input';

/** The cost of adding a service, by the rules that charge it. Minor units, tax included. */
export type ServicePreview = {
  quote: Quote;
  /** The charges after the first one: the next, and each later one with another price. Empty if nothing follows. */
  follows: PriceStep[];
  /** The last day of the service; null without an end. */
  lastDay: string | null;
  /** End of the last period that is charged, if the service ends before it does; null otherwise. */
  cutShort: Date | null;
  mode: BillingTerms['mode'];
  interval: BillingTerms['interval'];
  balanceMinor: bigint;
  outcome: QuoteOutcome;
  /** Business day of the first charge; null charges immediately. */
  startsOn: string | null;
  /** True if it cannot connect yet: charging starts once it can. */
  startsWhenConnected: boolean;
  /** What else it waits for before it starts and is charged: another service, or a dispute; null for nothing. */
  waitsFor: 'service' | 'dispute' | null;
  /** A plan of the customer has run for days that are paid only when it renews; a subscriber would have to renew it. */
  unpaid: { itemName: string; amountMinor: bigint } | null;
};

export type PreviewInput = Pick<
  ParsedServiceInput,
  | 'customerId'
  | 'itemId'
  | 'quantity'
  | 'customPriceMinor'
  | 'recurrenceMode'
  | 'intervalCount'
  | 'intervalUnit'
  | 'startDate'
  | 'endDate'
  | 'waitsForServiceId'
  | 'discounts'
> & { network?: NetworkToConnect | undefined };

type NetworkToConnect = Omit<ConnectionFields, 'router'> & { routerId: number | null };

/**
 * @throws DomainError `forbidden` | `not-found`
 */
export async function previewService(ctx: Ctx, input: PreviewInput): Promise<ServicePreview> {
  requireStaff(ctx, 'services.read');
  requireStaff(ctx, 'wallet.read');
  const item = await termsOfItem(ctx, input);
  const terms = withChoices(item, input);
  const wallet = await getWallet(ctx, input.customerId);
  const today = localDateOf(ctx.now, terms.zone);
  const startsOn =
    input.startDate !== undefined && input.startDate > today ? input.startDate : null;
  const begins = startsOn === null ? ctx.now : startOfLocalDay(startsOn, terms.zone);
  const quote = quoteFirstPeriod(terms, begins);
  const { endDate: lastDay } = input;
  return {
    quote,
    ...chargesAfterFirst(terms, { now: begins, lastDay }),
    lastDay,
    mode: terms.mode,
    interval: terms.interval,
    balanceMinor: wallet.balanceMinor,
    // Staff add services at their own discretion, so no credit is reserved for other claims.
    outcome: decideQuote(quote, { ...wallet, promisedMinor: 0n }),
    startsOn,
    startsWhenConnected: await lacksMeans(ctx, input),
    waitsFor: await findWait(ctx, input),
    unpaid: await findRenewFirst(ctx, input),
  };
}

/** The holds that `addService` puts on it for longer than the payment takes. */
async function findWait(
  ctx: Ctx,
  { customerId, waitsForServiceId }: PreviewInput,
): Promise<ServicePreview['waitsFor']> {
  if (await isStoppedByDispute(ctx, customerId)) return 'dispute';
  const target = await findWaitedFor(ctx, waitsForServiceId);
  return target?.customerId === customerId && !target.hasBegun ? 'service' : null;
}

async function lacksMeans(ctx: Ctx, { itemId, network }: PreviewInput): Promise<boolean> {
  if (network) {
    const router = await findRouterFacts(ctx, { ...network, id: null });
    if (missingMeans({ ...network, router }).length === 0) return false;
  }
  return (await findItemKind(ctx, itemId)) === 'internet';
}

function withChoices(terms: TermsOfItem, input: PreviewInput): TermsOfItem {
  const { intervalCount, intervalUnit, quantity } = input;
  const times = (bytes: bigint | null) => (bytes === null ? null : bytes * BigInt(quantity));
  return {
    ...terms,
    mode: input.recurrenceMode ?? terms.mode,
    interval:
      intervalCount == null || intervalUnit == null
        ? terms.interval
        : { count: intervalCount, unit: intervalUnit },
    quotaBytes: times(terms.quotaBytes),
    bonusBytes: times(terms.bonusBytes),
    price: {
      ...terms.price,
      quantity,
      customPriceMinor: input.customPriceMinor,
      discounts: input.discounts.map(({ kind, percentPpm, amountMinor, ...dates }) =>
        kind === 'percent'
          ? { kind, percentPpm: percentPpm ?? 0, ...dates }
          : { kind, amountMinor: amountMinor ?? 0n, ...dates },
      ),
    },
  };
}
