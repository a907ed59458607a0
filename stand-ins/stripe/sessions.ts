import { blankSession } from './blank-session';
import { checkAmount, checkCurrency, priceOf } from './catalogue';
import { invalid, wrongState } from './errors';
import { type FormObject, isObject } from './form';
import type { LineItem, Price, Session } from './objects';
import { check, flag, integer, items, mergeMetadata, nested, required, text } from './params';
import { sessionParams } from './session-params';
import { newSetupIntent } from './setup-intents';
import type { World } from './world';

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;
const URL_CHARS_MAX = 5000;

export function createSession(world: World, input: FormObject): Session {
  check(input, sessionParams);
  const mode = required(input, 'mode') as 'payment' | 'setup';
  const customerId = text(input, 'customer');
  if (customerId) world.get('customers', customerId, 'customer');
  const lineItems = mode === 'payment' ? lineItemsOf(world, input) : [];
  const session = blankSession(world, mode);
  session.customer = customerId ?? null;
  session.currency = lineItems[0]?.currency ?? text(input, 'currency') ?? null;
  if (mode === 'payment' && session.currency) {
    const total = lineItems.reduce((sum, item) => sum + item.amount_total, 0);
    session.amount_total = checkAmount(total, session.currency, 'line_items');
    session.amount_subtotal = total;
  }
  writeUrls(world, session, input);
  writeOptions(session, input);
  writePlan(world, session, { input, lineItems });
  world.store.put('sessions', session);
  armExpiry(world, session);
  return session;
}

function writeUrls(world: World, session: Session, input: FormObject): void {
  session.success_url = checkUrl(required(input, 'success_url'), 'success_url');
  const cancelUrl = text(input, 'cancel_url');
  session.cancel_url = cancelUrl ? checkUrl(cancelUrl, 'cancel_url') : null;
  session.expires_at = expiryOf(world, integer(input, 'expires_at'));
}

function writePlan(
  world: World,
  session: Session,
  { input, lineItems }: { input: FormObject; lineItems: LineItem[] },
): void {
  const isSetup = session.mode === 'setup';
  const data = nested(input, isSetup ? 'setup_intent_data' : 'payment_intent_data') ?? {};
  const plan = world.store.put('sessionPlans', {
    id: session.id,
    lineItems,
    intentMetadata: mergeMetadata({}, data),
    setupFutureUsage: (text(data, 'setup_future_usage') ?? null) as 'off_session' | null,
    description: text(data, 'description') ?? null,
  });
  if (!isSetup) return;
  const setup = newSetupIntent(
    world,
    typeof session.customer === 'string' ? session.customer : null,
  );
  setup.metadata = plan.intentMetadata;
  session.setup_intent = setup.id;
}

function writeOptions(session: Session, input: FormObject): void {
  const saving = nested(input, 'saved_payment_method_options') ?? {};
  session.client_reference_id = text(input, 'client_reference_id') ?? null;
  session.customer_email = text(input, 'customer_email') ?? null;
  session.customer_creation = (text(input, 'customer_creation') ?? null) as 'always' | null;
  session.metadata = mergeMetadata({}, input);
  session.locale = text(input, 'locale') ?? null;
  session.submit_type = text(input, 'submit_type') ?? null;
  session.adaptive_pricing = { enabled: flag(nested(input, 'adaptive_pricing') ?? {}, 'enabled') };
  session.saved_payment_method_options = {
    allow_redisplay_filters: ['always'],
    payment_method_remove: text(saving, 'payment_method_remove') ?? 'disabled',
    payment_method_save: text(saving, 'payment_method_save') ?? null,
  };
  const types = items(input, 'allowed_payment_method_types').map(String);
  if (types.length > 0) {
    session.allowed_payment_method_types = types;
    session.payment_method_types = types;
  } else if (session.currency === 'eur') {
    session.payment_method_types = ['card', 'sepa_debit'];
  }
}

function lineItemsOf(world: World, input: FormObject): LineItem[] {
  const entries = items(input, 'line_items').filter(isObject);
  if (entries.length === 0) {
    throw invalid('Missing required param: line_items.', 'line_items', 'parameter_missing');
  }
  const lines = entries.map((entry, index) => lineItem(world, entry, `line_items[${index}]`));
  if (new Set(lines.map((line) => line.currency)).size > 1) {
    throw invalid('All line items must have the same currency.', 'line_items');
  }
  return lines;
}

function lineItem(world: World, entry: FormObject, path: string): LineItem {
  const quantity = integer(entry, 'quantity') ?? 1;
  if (quantity < 1) throw invalid('Invalid positive integer', `${path}[quantity]`);
  const { price, name } = priceIn(world, entry, path);
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: world.random.id('li'),
    object: 'item',
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: name,
    price,
    quantity,
  };
}

function priceIn(world: World, entry: FormObject, path: string): { price: Price; name: string } {
  const priceId = text(entry, 'price');
  if (priceId) {
    const price = world.get('prices', priceId, `${path}[price]`);
    return { price, name: world.get('products', String(price.product)).name };
  }
  const data = nested(entry, 'price_data');
  if (!data) throw invalid('You must pass price or price_data.', path, 'parameter_missing');
  const unitAmount = Number(required(data, 'unit_amount'));
  if (unitAmount < 0)
    throw invalid('Invalid non-negative integer', `${path}[price_data][unit_amount]`);
  const inline = nested(data, 'product_data');
  const productId = text(data, 'product');
  const product = productId
    ? world.get('products', productId, `${path}[price_data][product]`)
    : null;
  const name = product?.name ?? required(inline ?? {}, 'name');
  const price = priceOf(world, {
    product: product?.id ?? world.random.id('prod', 14),
    currency: checkCurrency(required(data, 'currency'), `${path}[price_data][currency]`),
    unitAmount,
  });
  return { price, name };
}

function expiryOf(world: World, asked: number | undefined): number {
  const now = world.clock.seconds();
  if (asked === undefined) return now + DAY_SECONDS;
  if (asked < now + 30 * MINUTE_SECONDS - 5) {
    throw invalid('The `expires_at` timestamp must be at least 30 minutes from now.', 'expires_at');
  }
  if (asked > now + DAY_SECONDS + 5) {
    throw invalid('The `expires_at` timestamp must be less than 24 hours from now.', 'expires_at');
  }
  return asked;
}

function checkUrl(url: string, param: string): string {
  const isWeb = /^https?:\/\//.test(url) && URL.canParse(url.replaceAll(/[{}]/g, ''));
  if (!isWeb || url.length > URL_CHARS_MAX) throw invalid('Not a valid URL', param, 'url_invalid');
  return url;
}

/** Schedules a session's expiry on the stand-in's clock; also called for open ones of a loaded state. */
export function armExpiry(world: World, session: Session): void {
  world.clock.at(session.expires_at * 1000, () => {
    // A pending bank challenge keeps the session open, as in Checkout.
    if (session.status === 'open') markExpired(world, session);
  });
}

export function expireSession(world: World, id: string): Session {
  const session = world.get('sessions', id);
  if (session.status !== 'open') {
    throw wrongState(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      'resource_invalid_state',
    );
  }
  markExpired(world, session);
  return session;
}

function markExpired(world: World, session: Session): void {
  session.status = 'expired';
  session.url = null;
  const intentId = session.payment_intent;
  const intent = typeof intentId === 'string' ? world.store.find('paymentIntents', intentId) : null;
  if (intent?.status.startsWith('requires_')) {
    intent.status = 'canceled';
    intent.canceled_at = world.clock.seconds();
    intent.cancellation_reason = 'automatic';
    world.emit('payment_intent.canceled', intent);
  }
  world.emit('checkout.session.expired', session);
}
