import { checkAmount, checkCurrency } from './catalogue';
import type { FormObject } from './form';
import { type ConfirmOptions, confirmIntent, unexpectedState } from './intent-confirmation';
import type { PaymentIntent, PaymentMethod } from './objects';
import { check, flag, integer, mergeMetadata, required, type Shape, text } from './params';
import { resolveMethod } from './payment-methods';
import type { World } from './world';

const writable: Shape = {
  customer: 'text',
  description: 'text',
  metadata: 'metadata',
  receipt_email: 'text',
  payment_method: 'text',
  payment_method_types: { list: 'text' },
  allowed_payment_method_types: { list: 'text' },
  payment_method_options: 'any',
  setup_future_usage: { oneOf: ['off_session', 'on_session'] },
  shipping: 'any',
  statement_descriptor: 'text',
  statement_descriptor_suffix: 'text',
};
const confirm: Shape = {
  off_session: 'flag',
  error_on_requires_action: 'flag',
  return_url: 'text',
  mandate_data: 'any',
  payment_method: 'text',
  payment_method_options: 'any',
};
const create: Shape = {
  ...writable,
  ...confirm,
  amount: 'integer',
  currency: 'text',
  confirm: 'flag',
  automatic_payment_methods: 'any',
  capture_method: { oneOf: ['automatic', 'automatic_async'] },
};

export function createIntent(world: World, input: FormObject): PaymentIntent {
  check(input, create);
  const amount = Number(required(input, 'amount'));
  const currency = checkCurrency(required(input, 'currency'));
  checkAmount(amount, currency);
  const customer = text(input, 'customer');
  if (customer) world.get('customers', customer, 'customer');
  const methodId = text(input, 'payment_method');
  const method = methodId ? resolveMethod(world, methodId, 'payment_method') : undefined;
  const intent = newIntent(world, { amount, currency, customer: customer ?? null });
  intent.description = text(input, 'description') ?? null;
  intent.receipt_email = text(input, 'receipt_email') ?? null;
  intent.metadata = mergeMetadata({}, input);
  intent.setup_future_usage = text(input, 'setup_future_usage') ?? null;
  if (method) setMethod(intent, method);
  world.emit('payment_intent.created', intent);
  if (flag(input, 'confirm')) confirmIntent(world, intent, optionsOf(input));
  return intent;
}

export function newIntent(
  world: World,
  parts: { amount: number; currency: string; customer: string | null },
): PaymentIntent {
  const id = world.random.id('pi');
  return world.store.put('paymentIntents', {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: parts.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${world.random.id('s').slice(2)}`,
    confirmation_method: 'automatic',
    created: world.clock.seconds(),
    currency: parts.currency,
    customer: parts.customer,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  });
}

export function updateIntent(world: World, id: string, input: FormObject): PaymentIntent {
  const intent = world.get('paymentIntents', id);
  check(input, { ...writable, amount: 'integer' });
  const amount = integer(input, 'amount');
  if (amount !== undefined) {
    if (!intent.status.startsWith('requires_')) throw unexpectedState(intent, 'update');
    intent.amount = checkAmount(amount, intent.currency);
  }
  const methodId = text(input, 'payment_method');
  if (methodId) setMethod(intent, resolveMethod(world, methodId, 'payment_method'));
  intent.metadata = mergeMetadata(intent.metadata, input);
  world.store.touched();
  return intent;
}

export function confirmById(world: World, id: string, input: FormObject): PaymentIntent {
  const intent = world.get('paymentIntents', id);
  check(input, confirm);
  const methodId = text(input, 'payment_method');
  if (methodId) setMethod(intent, resolveMethod(world, methodId, 'payment_method'));
  confirmIntent(world, intent, optionsOf(input));
  return intent;
}

function optionsOf(input: FormObject): ConfirmOptions {
  return {
    isOffSession: flag(input, 'off_session'),
    isActionAnError: flag(input, 'error_on_requires_action'),
    returnUrl: text(input, 'return_url') ?? null,
  };
}

export function setMethod(intent: PaymentIntent, method: PaymentMethod): void {
  intent.payment_method = method.id;
  intent.payment_method_types = [method.type];
  if (intent.status === 'requires_payment_method') intent.status = 'requires_confirmation';
}

export function cancelIntent(world: World, id: string, input: FormObject): PaymentIntent {
  const intent = world.get('paymentIntents', id);
  check(input, { cancellation_reason: 'text' });
  if (!intent.status.startsWith('requires_')) throw unexpectedState(intent, 'cancel');
  intent.status = 'canceled';
  intent.canceled_at = world.clock.seconds();
  intent.cancellation_reason = text(input, 'cancellation_reason') ?? null;
  intent.next_action = null;
  world.emit('payment_intent.canceled', intent);
  return intent;
}
