import { currencyExponent } from '@/lib/kit/money';
import { chargeableFrom, fromStripeAmount, toStripeAmount } from './stripe-amount';
import { stripeCurrency } from './stripe-currencies';

/** The smallest and largest amount of one payment, in minor units of the currency. */
export type TopUpLimits = { minMinor: bigint; maxMinor: bigint; currency: string };

type LimitSettings = { topUpMinMinor: bigint; topUpMaxMinor: bigint; currency: string };

/** What Stripe can charge at once. Both are amounts that it can charge. */
export function stripeLimits(currency: string): TopUpLimits {
  const { min, max } = stripeCurrency(currency);
  const least = fromStripeAmount(min, currency);
  return {
    minMinor: chargeableFrom(least > 0n ? least : 1n, currency),
    maxMinor: fromStripeAmount(max, currency),
    currency,
  };
}

/**
 * Returns the limits that hold: the operator's, within Stripe's and in its steps. Settings saved by an earlier version
 * can be outside them.
 */
export function topUpLimits({
  topUpMinMinor,
  topUpMaxMinor,
  currency,
}: LimitSettings): TopUpLimits {
  const stripe = stripeLimits(currency);
  const stepMinor = chargeableFrom(1n, currency);
  const within = (minor: bigint) => (minor < stripe.maxMinor ? minor : stripe.maxMinor);
  const least = topUpMinMinor > stripe.minMinor ? topUpMinMinor : stripe.minMinor;
  const minMinor = chargeableFrom(within(least), currency);
  const most = within(topUpMaxMinor);
  const maxMinor = most - (most % stepMinor);
  return { minMinor, maxMinor: maxMinor > minMinor ? maxMinor : minMinor, currency };
}

export type LimitFault =
  | { kind: 'under'; field: 'topUpMinMinor' | 'topUpMaxMinor'; minMinor: bigint }
  | { kind: 'over'; field: 'topUpMinMinor' | 'topUpMaxMinor'; maxMinor: bigint }
  | { kind: 'step'; field: 'topUpMinMinor' | 'topUpMaxMinor'; stepMinor: bigint };

/** Returns what keeps Stripe from charging the smallest or the largest top-up; null if it can charge both. */
export function limitFault(settings: LimitSettings): LimitFault | null {
  const { currency } = settings;
  const { minMinor, maxMinor } = stripeLimits(currency);
  for (const field of ['topUpMinMinor', 'topUpMaxMinor'] as const) {
    if (settings[field] < minMinor) return { kind: 'under', field, minMinor };
    if (settings[field] > maxMinor) return { kind: 'over', field, maxMinor };
    const amount = toStripeAmount(settings[field], currency);
    if (amount.kind === 'step') return { kind: 'step', field, stepMinor: amount.stepMinor };
  }
  return null;
}

/** Currencies of which ten, a hundred … units are worth about as much as one euro or dollar. */
const unitsPerEuro: [bigint, string][] = [
  [10n, 'CNY CZK DKK EGP HKD INR MAD MDL MXN NAD NOK PHP SEK THB TRY TWD UAH UYU ZAR ZMW'],
  [100n, 'ALL AMD BDT DJF DZD ETB HUF ISK JMD JPY KES KGS KZT LKR MZN NPR PKR RSD RUB VUV XPF YER'],
  [1_000n, 'BIF CDF CLP COP CRC GNF IQD KMF KRW MMK MNT MWK NGN RWF TZS UGX XAF XOF'],
  [10_000n, 'IDR KHR LAK LBP MGA PYG SLL UZS VND'],
];

const DEFAULT_MIN = 1n;
const DEFAULT_MAX = 500n;

/** Returns the limits of a new installation: about 1 to 500 euros, in round amounts of the currency. */
export function defaultLimits(currency: string): TopUpLimits {
  const [factor] = unitsPerEuro.find(([, codes]) => codes.split(' ').includes(currency)) ?? [1n];
  const unit = factor * 10n ** BigInt(currencyExponent(currency));
  return topUpLimits({
    topUpMinMinor: DEFAULT_MIN * unit,
    topUpMaxMinor: DEFAULT_MAX * unit,
    currency,
  });
}
