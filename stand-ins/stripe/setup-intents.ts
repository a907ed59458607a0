import { cardFault, wrongState } from './errors';
import type { FormObject } from './form';
import type { SetupIntent } from './objects';
import { check, flag, mergeMetadata, type Shape, text } from './params';
import { behaviourOf, declineBody, resolveMethod, saveOnCustomer } from './payment-methods';
import type { World } from './world';

const confirm: Shape = {
  payment_method: 'text',
  return_url: 'text',
  mandate_data: 'any',
  payment_method_options: 'any',
};
const create: Shape = {
  ...confirm,
  customer: 'text',
  confirm: 'flag',
  description: 'text',
  metadata: 'metadata',
  usage: { oneOf: ['off_session', 'on_session'] },
  payment_method_types: { list: 'text' },
  allowed_payment_method_types: { list: 'text' },
  automatic_payment_methods: 'any',
};

export function createSetupIntent(world: World, input: FormObject): SetupIntent {
  check(input, create);
  const customer = text(input, 'customer');
  if (customer) world.get('customers', customer, 'customer');
  const setup = newSetupIntent(world, customer ?? null);
  setup.description = text(input, 'description') ?? null;
  setup.metadata = mergeMetadata({}, input);
  setup.usage = text(input, 'usage') ?? 'off_session';
  setMethod(world, setup, input);
  world.emit('setup_intent.created', setup);
  if (flag(input, 'confirm')) confirmSetup(world, setup, text(input, 'return_url') ?? null);
  return setup;
}

export function newSetupIntent(world: World, customer: string | null): SetupIntent {
  const id = world.random.id('seti');
  return world.store.put('setupIntents', {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${world.random.id('s').slice(2)}`,
    created: world.clock.seconds(),
    customer,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: 'off_session',
  });
}

export function confirmSetupById(world: World, id: string, input: FormObject): SetupIntent {
  const setup = world.get('setupIntents', id);
  check(input, confirm);
  setMethod(world, setup, input);
  confirmSetup(world, setup, text(input, 'return_url') ?? null);
  return setup;
}

function setMethod(world: World, setup: SetupIntent, input: FormObject): void {
  const methodId = text(input, 'payment_method');
  if (!methodId) return;
  setup.payment_method = resolveMethod(world, methodId, 'payment_method').id;
  setup.status = 'requires_confirmation';
}

/** Saves the method for later use; the bank may challenge first, and a card that cannot be saved throws a 402. */
export function confirmSetup(world: World, setup: SetupIntent, returnUrl: string | null): void {
  if (typeof setup.payment_method !== 'string' || !setup.status.startsWith('requires_')) {
    throw unexpected(setup, 'confirm');
  }
  const { decline, challenge } = behaviourOf(world, setup.payment_method);
  if (decline && !decline.saves) refuse(world, setup, decline);
  if (!challenge) {
    finish(world, setup);
    return;
  }
  setup.status = 'requires_action';
  setup.next_action = {
    type: 'redirect_to_url',
    redirect_to_url: {
      url: `${world.config.publicUrl}/c/3ds/${setup.id}`,
      return_url: returnUrl,
    },
  };
  world.emit('setup_intent.requires_action', setup);
}

export function answerSetupChallenge(world: World, setup: SetupIntent, isApproved: boolean): void {
  if (setup.status !== 'requires_action') throw unexpected(setup, 'authenticate');
  setup.next_action = null;
  if (isApproved) {
    finish(world, setup);
    return;
  }
  refuse(world, setup, {
    code: 'setup_intent_authentication_failure',
    message: 'We are unable to authenticate your payment method.',
  });
}

function finish(world: World, setup: SetupIntent): void {
  const method = world.get('paymentMethods', String(setup.payment_method));
  setup.status = 'succeeded';
  world.get('cardFiles', method.id).setUpOffSession = true;
  if (typeof setup.customer === 'string') saveOnCustomer(world, method, setup.customer);
  world.emit('setup_intent.succeeded', setup);
}

function refuse(
  world: World,
  setup: SetupIntent,
  decline: Parameters<typeof declineBody>[0],
): never {
  const method = world.get('paymentMethods', String(setup.payment_method));
  setup.status = 'requires_payment_method';
  setup.payment_method = null;
  setup.last_setup_error = { ...declineBody(decline), type: 'card_error', payment_method: method };
  world.emit('setup_intent.setup_failed', setup);
  throw cardFault({
    ...declineBody(decline),
    setup_intent: structuredClone(setup),
    payment_method: method,
  });
}

export function cancelSetup(world: World, id: string, input: FormObject): SetupIntent {
  const setup = world.get('setupIntents', id);
  check(input, { cancellation_reason: 'text' });
  if (!setup.status.startsWith('requires_')) throw unexpected(setup, 'cancel');
  setup.status = 'canceled';
  setup.cancellation_reason = (text(input, 'cancellation_reason') ?? null) as null;
  world.emit('setup_intent.canceled', setup);
  return setup;
}

function unexpected(setup: SetupIntent, verb: string) {
  return wrongState(
    `You cannot ${verb} this SetupIntent because it has a status of ${setup.status}.`,
    'setup_intent_unexpected_state',
    { setup_intent: structuredClone(setup) },
  );
}
