import { bookBalance } from './balance';
import { invalid, wrongState } from './errors';
import type { FormObject } from './form';
import type { Charge, Refund } from './objects';
import { check, integer, mergeMetadata, required, type Shape, text } from './params';
import { behaviourOf } from './payment-methods';
import type { World } from './world';

const refundShape: Shape = {
  charge: 'text',
  payment_intent: 'text',
  amount: 'integer',
  reason: { oneOf: ['duplicate', 'fraudulent', 'requested_by_customer'] },
  metadata: 'metadata',
  instructions_email: 'text',
};

export function createRefund(world: World, input: FormObject): Refund {
  check(input, refundShape);
  const charge = chargeOf(world, input);
  requireUndisputed(world, charge);
  const amount = refundable(charge, integer(input, 'amount'));
  const late = charge.payment_method ? behaviourOf(world, charge.payment_method).refund : undefined;
  const refund: Refund = {
    id: world.random.id('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: world.clock.seconds(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { type: 'card', card: { type: 'refund' } },
    metadata: mergeMetadata({}, input),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: text(input, 'reason') ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: late === 'late_success' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  };
  refund.balance_transaction = bookBalance(world, {
    amount: -amount,
    currency: charge.currency,
    fee: 0,
    source: refund.id,
    type: 'refund',
    category: 'refund',
    description: 'REFUND FOR CHARGE',
  }).id;
  world.store.put('refunds', refund);
  const previous = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  world.emit('refund.created', refund);
  world.emit('charge.refunded', charge, previous);
  if (late) armRefund(world, refund);
  return refund;
}

/** Schedules the settlement of refunds to late cards; also called for open ones of a loaded state. */
export function armRefund(world: World, refund: Refund): void {
  const charge = world.get('charges', String(refund.charge));
  const late = charge.payment_method ? behaviourOf(world, charge.payment_method).refund : undefined;
  world.later(world.config.settleAfterMs, () => {
    if (late === 'late_failure' && refund.status === 'succeeded') failRefund(world, refund, charge);
    if (late === 'late_success' && refund.status === 'pending') {
      refund.status = 'succeeded';
      world.emit('refund.updated', refund, { status: 'pending' });
      world.emit('charge.refund.updated', refund, { status: 'pending' });
    }
  });
}

/** The bank returned the refund: the money goes back to the merchant and the charge can be refunded again. */
function failRefund(world: World, refund: Refund, charge: Charge): void {
  const previous = { status: refund.status };
  refund.status = 'failed';
  refund.failure_reason = 'expired_or_canceled_card';
  refund.failure_balance_transaction = bookBalance(world, {
    amount: refund.amount,
    currency: refund.currency,
    fee: 0,
    source: refund.id,
    type: 'refund_failure',
    category: 'refund_failure',
    description: 'REFUND FAILURE',
  }).id;
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  world.emit('refund.failed', refund, previous);
  world.emit('refund.updated', refund, previous);
}

export function updateRefund(world: World, id: string, input: FormObject): Refund {
  const refund = world.get('refunds', id);
  check(input, { metadata: 'metadata' });
  refund.metadata = mergeMetadata(refund.metadata ?? {}, input);
  world.emit('refund.updated', refund);
  world.emit('charge.refund.updated', refund);
  return refund;
}

function chargeOf(world: World, input: FormObject): Charge {
  const intentId = text(input, 'payment_intent');
  if (!intentId) return world.get('charges', required(input, 'charge'), 'charge');
  const intent = world.get('paymentIntents', intentId, 'payment_intent');
  if (intent.status !== 'succeeded' || typeof intent.latest_charge !== 'string') {
    throw invalid('This PaymentIntent does not have a successful charge to refund.');
  }
  return world.get('charges', intent.latest_charge);
}

function refundable(charge: Charge, asked: number | undefined): number {
  const left = charge.amount - charge.amount_refunded;
  if (!charge.paid) throw invalid('This charge was not successful and cannot be refunded.');
  if (charge.refunded) {
    throw wrongState(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  }
  const amount = asked ?? left;
  if (amount <= 0) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  if (amount > left) {
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`,
      'amount',
    );
  }
  return amount;
}

function requireUndisputed(world: World, charge: Charge): void {
  const isTaken = world.store
    .all('disputes')
    .some((dispute) => dispute.charge === charge.id && !dispute.is_charge_refundable);
  if (!isTaken || !charge.disputed) return;
  throw wrongState(
    `Charge ${charge.id} has been charged back; cannot issue a refund.`,
    'charge_disputed',
  );
}
