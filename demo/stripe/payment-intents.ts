import { failCharge, succeedCharge } from './charges';
import { checkAmount, checkCurrency } from './catalogue';
import { cardFault, StripeFault, wrongState } from './errors';
import type { FormObject } from './form';
import type { PaymentIntent, PaymentMethod } from './objects';
import { check, flag, integer, mergeMetadata, required, type Shape, text } from './params';
import { behaviourOf, declineBody, resolveMethod, saveOnCustomer } from './payment-methods';
import type { CardBehaviour } from './test-cards';
import type { World } from './world';

const WRITABLE: Shape = {
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
const CONFIRM: Shape = {
  off_session: 'flag',
  error_on_requires_action: 'flag',
  return_url: 'text',
  mandate_data: 'any',
  payment_method: 'text',
  payment_method_options: 'any',
};
const CREATE: Shape = {
  ...WRITABLE,
  ...CONFIRM,
  amount: 'integer',
  currency: 'text',
  confirm: 'flag',
  automatic_payment_methods: 'any',
  capture_method: { oneOf: ['automatic', 'automatic_async'] },
};

export function createIntent(world: World, input: FormObject): PaymentIntent {
  check(input, CREATE);
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
  check(input, { ...WRITABLE, amount: 'integer' });
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
  check(input, CONFIRM);
  const methodId = text(input, 'payment_method');
  if (methodId) setMethod(intent, resolveMethod(world, methodId, 'payment_method'));
  confirmIntent(world, intent, optionsOf(input));
  return intent;
}

export interface ConfirmOptions {
  isOffSession: boolean;
  isActionAnError: boolean;
  returnUrl: string | null;
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

/** Charges the method; a decline or a needed confirmation off session leaves as a 402. */
export function confirmIntent(world: World, intent: PaymentIntent, options: ConfirmOptions): void {
  if (!/^requires_(payment_method|confirmation|action)$/.test(intent.status)) {
    throw unexpectedState(intent, 'confirm');
  }
  if (typeof intent.payment_method !== 'string') {
    throw wrongState(
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      'payment_intent_unexpected_state',
      { payment_intent: intent },
    );
  }
  const method = world.get('paymentMethods', intent.payment_method, 'payment_method');
  const card = behaviourOf(world, method.id);
  intent.last_payment_error = null;
  if (card.decline) return refuse(world, intent, method, card.decline);
  if (needsChallenge(world, method.id, card)) return challenge(world, intent, method, options);
  if (card.delayed) return process(world, intent, method, card);
  settle(world, intent, method, card);
}

function needsChallenge(world: World, methodId: string, card: CardBehaviour): boolean {
  if (card.challenge === 'always') return true;
  const isKnown = world.get('cardFiles', methodId).setUpOffSession;
  return card.challenge === 'unless_set_up' && !isKnown;
}

function challenge(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  options: ConfirmOptions,
): void {
  if (options.isOffSession || options.isActionAnError) {
    refuse(world, intent, method, {
      code: 'authentication_required',
      declineCode: 'authentication_required',
      message: 'Your card was declined. This transaction requires authentication.',
    });
  }
  intent.status = 'requires_action';
  intent.next_action = {
    type: 'redirect_to_url',
    redirect_to_url: {
      url: `${world.config.publicUrl}/c/3ds/${intent.id}`,
      return_url: options.returnUrl,
    },
  };
  world.emit('payment_intent.requires_action', intent);
}

/** The cardholder answered the bank's question on the challenge page. */
export function answerChallenge(world: World, intent: PaymentIntent, isApproved: boolean): void {
  if (intent.status !== 'requires_action' || typeof intent.payment_method !== 'string') {
    throw unexpectedState(intent, 'authenticate');
  }
  const method = world.get('paymentMethods', intent.payment_method);
  intent.next_action = null;
  if (isApproved) return settle(world, intent, method, behaviourOf(world, method.id));
  refuse(world, intent, method, {
    code: 'payment_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
  });
}

function refuse(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: NonNullable<CardBehaviour['decline']>,
): never {
  const charge = failCharge(world, intent, method, decline);
  markFailed(world, intent, method, { ...declineBody(decline), charge: charge.id });
  throw cardFault({
    ...declineBody(decline),
    charge: charge.id,
    payment_intent: structuredClone(intent),
    payment_method: method,
  });
}

// After a failure the vendor detaches the method from the intent: recovery has to pass it again.
function markFailed(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  error: { code: string; message: string; charge: string; decline_code?: string },
): void {
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.latest_charge = error.charge;
  intent.processing = null;
  intent.last_payment_error = { ...error, type: 'card_error', payment_method: method };
  world.emit('payment_intent.payment_failed', intent);
}

function process(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  card: CardBehaviour,
): void {
  intent.status = 'processing';
  world.emit('payment_intent.processing', intent);
  armProcessing(world, intent, method, card);
}

/** Starts the bank's delay; also called for every processing payment when a saved state is loaded. */
export function armProcessing(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  card: CardBehaviour,
): void {
  world.later(world.config.settleAfterMs, () => {
    if (intent.status !== 'processing') return;
    if (card.delayed === 'succeeds') return settle(world, intent, method, card);
    const charge = failCharge(world, intent, method, {
      code: 'payment_intent_payment_attempt_failed',
      message: 'The payment failed.',
    });
    markFailed(world, intent, method, {
      code: 'payment_intent_payment_attempt_failed',
      message: 'The payment failed.',
      charge: charge.id,
    });
    world.onIntentSettled(intent);
  });
}

function settle(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  card: CardBehaviour,
): void {
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  intent.latest_charge = succeedCharge(world, intent, method, card).id;
  if (intent.setup_future_usage && typeof intent.customer === 'string') {
    saveOnCustomer(world, method, intent.customer);
    world.get('cardFiles', method.id).setUpOffSession = true;
  }
  world.emit('payment_intent.succeeded', intent);
  world.onIntentSettled(intent);
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

function unexpectedState(intent: PaymentIntent, verb: string): StripeFault {
  return wrongState(
    `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    'payment_intent_unexpected_state',
    { payment_intent: structuredClone(intent) },
  );
}
