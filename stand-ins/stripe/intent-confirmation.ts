import { failCharge, followUpCharge, succeedCharge } from './charges';
import { cardFault, type StripeFault, wrongState } from './errors';
import type { PaymentIntent, PaymentMethod } from './objects';
import { behaviourOf, declineBody, saveOnCustomer } from './payment-methods';
import type { CardBehaviour } from './test-cards';
import { expireVoucher, issueVoucher, isVoucherOpen, requireVoucher, VOUCHER_MS } from './vouchers';
import type { World } from './world';

export type ConfirmOptions = {
  isOffSession: boolean;
  isActionAnError: boolean;
  returnUrl: string | null;
};

/** Charges the method; a decline, or a challenge needed off session, throws a 402. */
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
  if (card.decline) refuse(world, intent, method, card.decline);
  if (card.voucher) instruct(world, intent, method, card);
  else if (needsChallenge(world, method.id, card)) challenge(world, intent, method, options);
  else if (card.delayed) process(world, intent, method, card);
  else settle(world, intent, method, card);
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

/** Applies the cardholder's answer on the challenge page. */
export function answerChallenge(world: World, intent: PaymentIntent, isApproved: boolean): void {
  const isAsked = intent.status === 'requires_action' && !isVoucherOpen(intent);
  if (!isAsked || typeof intent.payment_method !== 'string') {
    throw unexpectedState(intent, 'authenticate');
  }
  const method = world.get('paymentMethods', intent.payment_method);
  intent.next_action = null;
  if (isApproved) {
    settle(world, intent, method, behaviourOf(world, method.id));
    return;
  }
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

// After a failure the vendor detaches the method from the intent, so a retry has to pass it again.
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

function instruct(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  card: CardBehaviour,
): void {
  if (card.kind === 'card' || card.kind === 'sepa_debit') throw new Error('no voucher for a card');
  requireVoucher(intent, card.kind);
  issueVoucher(world, intent, card.kind);
  armVoucher(world, intent, method, card);
}

/** Schedules the payment or the end of a voucher; also called for every open one of a loaded state. */
export function armVoucher(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  card: CardBehaviour,
): void {
  const isPaid = card.voucher === 'paid';
  world.later(isPaid ? world.config.settleAfterMs : VOUCHER_MS, () => {
    if (!isVoucherOpen(intent)) return;
    if (isPaid) {
      intent.next_action = null;
      settle(world, intent, method, card);
    } else {
      expireVoucher(world, intent, method);
    }
  });
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

/** Schedules the bank's delayed outcome; also called for every processing payment of a loaded state. */
export function armProcessing(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  card: CardBehaviour,
): void {
  world.later(world.config.settleAfterMs, () => {
    if (intent.status !== 'processing') return;
    if (card.delayed === 'succeeds') {
      settle(world, intent, method, card);
      return;
    }
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
  const charge = succeedCharge(world, intent, method);
  intent.latest_charge = charge.id;
  if (intent.setup_future_usage && typeof intent.customer === 'string') {
    saveOnCustomer(world, method, intent.customer);
    world.get('cardFiles', method.id).setUpOffSession = true;
  }
  world.emit('payment_intent.succeeded', intent);
  world.onIntentSettled(intent);
  followUpCharge(world, charge, card);
}

export function unexpectedState(intent: PaymentIntent, verb: string): StripeFault {
  return wrongState(
    `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    'payment_intent_unexpected_state',
    { payment_intent: structuredClone(intent) },
  );
}
