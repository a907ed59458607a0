import { bookBalance, processingFee } from './balance';
import { openDispute } from './disputes';
import type { Charge, PaymentIntent, PaymentMethod } from './objects';
import type { CardBehaviour } from './test-cards';
import type { World } from './world';

/** Creates a succeeded charge and its transaction on the merchant's balance. */
export function succeedCharge(world: World, intent: PaymentIntent, method: PaymentMethod): Charge {
  const charge = newCharge(world, intent, method);
  charge.balance_transaction = bookBalance(world, {
    amount: intent.amount,
    currency: intent.currency,
    fee: processingFee(intent.amount),
    source: charge.id,
    type: 'charge',
    category: 'charge',
    description: intent.description,
  }).id;
  world.store.put('charges', charge);
  world.emit('charge.succeeded', charge);
  return charge;
}

/** Applies the bank's later reaction (dispute, fraud warning), which is reported after the payment itself. */
export function followUpCharge(world: World, charge: Charge, card: CardBehaviour): void {
  if (card.dispute) openDispute(world, charge, card.dispute);
  if (card.earlyFraudWarning) warnOfFraud(world, charge);
}

/** Creates a failed charge for a declined attempt, as the vendor does. */
export function failCharge(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: NonNullable<CardBehaviour['decline']>,
): Charge {
  const charge = newCharge(world, intent, method);
  charge.paid = false;
  charge.captured = false;
  charge.amount_captured = 0;
  charge.status = 'failed';
  charge.failure_code = decline.code;
  charge.failure_message = decline.message;
  charge.receipt_url = null;
  charge.outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'declined_by_network',
    reason: decline.declineCode ?? decline.code,
    risk_level: 'normal',
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
  world.store.put('charges', charge);
  world.emit('charge.failed', charge);
  return charge;
}

function newCharge(world: World, intent: PaymentIntent, method: PaymentMethod): Charge {
  const id = world.random.id('ch');
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'NETPURSE',
    captured: true,
    created: world.clock.seconds(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: detailsOf(method),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: `${world.config.publicUrl}/receipts/${id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
}

function detailsOf(method: PaymentMethod): Charge['payment_method_details'] {
  if (!method.card) return { type: method.type };
  const { brand, checks, country, exp_month, exp_year, funding, last4, fingerprint } = method.card;
  return {
    type: 'card',
    card: {
      amount_authorized: null,
      authorization_code: null,
      brand,
      checks,
      country,
      electronic_commerce_indicator: null,
      exp_month,
      exp_year,
      ...(fingerprint ? { fingerprint } : {}),
      funding,
      installments: null,
      last4,
      mandate: null,
      network: brand,
      network_transaction_id: null,
      regulated_status: null,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

function warnOfFraud(world: World, charge: Charge): void {
  world.emit('radar.early_fraud_warning.created', {
    id: world.random.id('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: charge.id,
    created: world.clock.seconds(),
    fraud_type: 'misc',
    livemode: false,
    payment_intent: charge.payment_intent,
  });
}
