import { cardFault, invalid, missing } from './errors';
import type { FormObject } from './form';
import type { PaymentMethod } from './objects';
import { check, mergeMetadata, nested, required, type Shape, text } from './params';
import { type CardBehaviour, findCard, isAlias } from './test-cards';
import type { World } from './world';

const paymentMethod: Shape = {
  type: { oneOf: ['card', 'sepa_debit'] },
  card: {
    shape: {
      token: 'text',
      number: 'text',
      exp_month: 'integer',
      exp_year: 'integer',
      cvc: 'text',
    },
  },
  sepa_debit: { shape: { iban: 'text' } },
  billing_details: 'any',
  metadata: 'metadata',
  allow_redisplay: { oneOf: ['always', 'limited', 'unspecified'] },
};

export type EnteredCard = {
  number: string;
  month?: number;
  year?: number;
  name?: string;
  email?: string;
};

export function createPaymentMethod(world: World, input: FormObject): PaymentMethod {
  check(input, paymentMethod);
  const type = required(input, 'type');
  const details = nested(input, type) ?? {};
  const number =
    type === 'sepa_debit'
      ? required(details, 'iban')
      : (text(details, 'token') ?? required(details, 'number'));
  const method = storeCard(world, {
    number,
    ...(text(details, 'exp_month') ? { month: Number(text(details, 'exp_month')) } : {}),
    ...(text(details, 'exp_year') ? { year: Number(text(details, 'exp_year')) } : {}),
  });
  const billing = nested(input, 'billing_details') ?? {};
  method.billing_details.email = text(billing, 'email') ?? null;
  method.billing_details.name = text(billing, 'name') ?? null;
  method.metadata = mergeMetadata({}, input);
  return method;
}

/** Creates a payment method from an entered number; numbers outside the test set are rejected. */
export function storeCard(world: World, entered: EnteredCard): PaymentMethod {
  const card = findCard(entered.number);
  if (!card) {
    throw cardFault({
      code: 'incorrect_number',
      message: 'Your card number is incorrect. Only test numbers work here.',
      param: 'number',
    });
  }
  const id = world.random.id('pm');
  world.store.put('cardFiles', { id, number: card.number, setUpOffSession: false });
  return world.store.put('paymentMethods', methodOf(world, id, card, entered));
}

function methodOf(world: World, id: string, card: CardBehaviour, entered: EnteredCard) {
  const year = new Date(world.clock.now()).getUTCFullYear();
  const method: PaymentMethod = {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: null,
      email: entered.email ?? null,
      name: entered.name ?? null,
      phone: null,
      tax_id: null,
    },
    created: world.clock.seconds(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: card.kind,
  };
  if (card.kind === 'sepa_debit') {
    method.sepa_debit = {
      bank_code: card.number.slice(4, 9),
      branch_code: null,
      country: card.number.slice(0, 2),
      fingerprint: `fp_${card.number.slice(-12)}`,
      generated_from: null,
      last4: card.number.slice(-4),
    };
    return method;
  }
  if (card.kind !== 'card') return Object.assign(method, { [card.kind]: {} });
  method.card = {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    display_brand: card.brand,
    exp_month: entered.month ?? 12,
    exp_year: entered.year ?? year + 3,
    fingerprint: `fp_${card.number.slice(-12)}`,
    funding: 'credit',
    generated_from: null,
    last4: card.number.slice(-4),
    networks: { available: [card.brand], preferred: null },
    regulated_status: null,
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
  return method;
}

/** Resolves a parameter; an alias such as pm_card_visa creates a new method each time. */
export function resolveMethod(world: World, id: string, param: string): PaymentMethod {
  if (isAlias(id)) return storeCard(world, { number: id });
  const found = world.store.find('paymentMethods', id);
  if (!found) throw missing('PaymentMethod', id, param);
  return found;
}

export function behaviourOf(world: World, methodId: string): CardBehaviour {
  const file = world.get('cardFiles', methodId, 'payment_method');
  const card = findCard(file.number);
  if (!card) throw new Error(`no test card ${file.number}`);
  return card;
}

export function updatePaymentMethod(world: World, id: string, input: FormObject): PaymentMethod {
  const method = world.get('paymentMethods', id);
  check(input, paymentMethod);
  method.metadata = mergeMetadata(method.metadata ?? {}, input);
  world.emit('payment_method.updated', method);
  return method;
}

export function attachMethod(world: World, id: string, input: FormObject): PaymentMethod {
  check(input, { customer: 'text' });
  const customer = world.get('customers', required(input, 'customer'), 'customer');
  const method = isAlias(id) ? resolveMethod(world, id, 'id') : world.get('paymentMethods', id);
  if (method.customer && method.customer !== customer.id) {
    throw invalid('The payment method you provided has already been attached to a customer.');
  }
  const { decline } = behaviourOf(world, method.id);
  if (decline && !decline.saves) {
    throw cardFault({ ...declineBody(decline), payment_method: method });
  }
  return saveOnCustomer(world, method, customer.id);
}

export function saveOnCustomer(world: World, method: PaymentMethod, customerId: string) {
  if (method.customer === customerId) return method;
  method.customer = customerId;
  world.emit('payment_method.attached', method);
  return method;
}

export function detachMethod(world: World, id: string): PaymentMethod {
  const method = world.get('paymentMethods', id);
  if (!method.customer) {
    throw invalid('The payment method you provided is not attached to a customer.');
  }
  const previous = { customer: method.customer };
  method.customer = null;
  world.emit('payment_method.detached', method, previous);
  return method;
}

export function declineBody(decline: NonNullable<CardBehaviour['decline']>) {
  return {
    code: decline.code,
    message: decline.message,
    ...(decline.declineCode ? { decline_code: decline.declineCode } : {}),
  };
}
