import { invalid } from './errors';
import type { FormObject } from './form';
import type { Price, Product } from './objects';
import { check, mergeMetadata, required, type Shape, text } from './params';
import type { World } from './world';

const productShape: Shape = {
  id: 'text',
  name: 'text',
  description: 'text',
  active: 'flag',
  images: { list: 'text' },
  metadata: 'metadata',
  tax_code: 'text',
  unit_label: 'text',
  url: 'text',
};
const priceShape: Shape = {
  product: 'text',
  currency: 'text',
  unit_amount: 'integer',
  unit_amount_decimal: 'text',
  nickname: 'text',
  lookup_key: 'text',
  metadata: 'metadata',
  tax_behavior: { oneOf: ['exclusive', 'inclusive', 'unspecified'] },
  active: 'flag',
};

/** Currencies without exactly two decimals; all others of ISO 4217 have two. */
const ZERO_DECIMAL = /^(bif|clp|djf|gnf|jpy|kmf|krw|mga|pyg|rwf|ugx|vnd|vuv|xaf|xof|xpf)$/;
const THREE_DECIMAL = /^(bhd|jod|kwd|omr|tnd)$/;
const known = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

/** The smallest amount of one payment; other currencies: about half a dollar, taken as fifty hundredths. */
const least: Record<string, number> = {
  ...{ aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50 },
  ...{ gbp: 30, hkd: 400, huf: 17500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50 },
  ...{ pln: 200, ron: 200, sek: 300, sgd: 50, thb: 1000, usd: 50 },
};
/** The largest amount of one payment; other currencies: eight digits. */
const AMOUNT_MAX = 99_999_999;
const most: Record<string, number> = { idr: 999_999_999_999, inr: 999_999_999 };

export function currencyDigits(currency: string): number {
  if (ZERO_DECIMAL.test(currency)) return 0;
  return THREE_DECIMAL.test(currency) ? 3 : 2;
}

export function checkCurrency(currency: string, param = 'currency'): string {
  const code = currency.toLowerCase();
  if (!known.has(code)) throw invalid(`Invalid currency: ${currency}.`, param);
  return code;
}

/**
 * Checks the vendor's limits for one payment: the currency's smallest and largest amount, and multiples of ten for
 * three-decimal currencies.
 */
export function checkAmount(amount: number, currency: string, param = 'amount'): number {
  const digits = currencyDigits(currency);
  const fallback = digits === 0 ? 50 : 50 * 10 ** (digits - 2);
  if (amount < (least[currency.toLowerCase()] ?? fallback)) {
    throw invalid('Amount must be at least $0.50 or the equivalent.', param, 'amount_too_small');
  }
  const max = most[currency.toLowerCase()] ?? AMOUNT_MAX;
  if (amount > max) {
    throw invalid(`Amount must be no more than ${max}.`, param, 'amount_too_large');
  }
  if (digits === 3 && amount % 10 !== 0) {
    throw invalid('The last digit of a three-decimal amount must be 0.', param);
  }
  return amount;
}

export function createProduct(world: World, input: FormObject): Product {
  check(input, productShape);
  const created = world.clock.seconds();
  const product: Product = {
    id: text(input, 'id') ?? world.random.id('prod', 14),
    object: 'product',
    active: true,
    created,
    default_price: null,
    description: text(input, 'description') ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: mergeMetadata({}, input),
    name: required(input, 'name'),
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: text(input, 'tax_code') ?? null,
    tax_details: null,
    type: 'service',
    unit_label: text(input, 'unit_label') ?? null,
    updated: created,
    url: text(input, 'url') ?? null,
  };
  world.store.put('products', product);
  world.emit('product.created', product);
  return product;
}

export function createPrice(world: World, input: FormObject): Price {
  check(input, priceShape);
  const product = world.get('products', required(input, 'product'), 'product');
  const price = priceOf(world, {
    product: product.id,
    currency: checkCurrency(required(input, 'currency')),
    unitAmount: Number(required(input, 'unit_amount')),
  });
  price.metadata = mergeMetadata({}, input);
  price.nickname = text(input, 'nickname') ?? null;
  world.store.put('prices', price);
  world.emit('price.created', price);
  return price;
}

export function priceOf(
  world: World,
  parts: { product: string; currency: string; unitAmount: number },
): Price {
  return {
    id: world.random.id('price'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: world.clock.seconds(),
    currency: parts.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: parts.product,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: parts.unitAmount,
    unit_amount_decimal: String(parts.unitAmount),
  };
}
