import { bookBalance } from './balance';
import { invalid, wrongState } from './errors';
import type { FormObject } from './form';
import type { Charge, Dispute } from './objects';
import { check, flag, mergeMetadata, nested, type Shape, text } from './params';
import type { World } from './world';

const EVIDENCE_DAYS = 9;
const DAY_SECONDS = 86_400;
/** Charged to the merchant when a dispute opens and kept whatever the outcome. */
const DISPUTE_FEE = 1500;
const disputeShape: Shape = { evidence: 'any', submit: 'flag', metadata: 'metadata' };

const emptyEvidence: Dispute['evidence'] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** Opens a dispute. An inquiry withdraws nothing; a real dispute withdraws the amount and the fee at once. */
export function openDispute(
  world: World,
  charge: Charge,
  kind: 'fraudulent' | 'inquiry',
  amount = charge.amount - charge.amount_refunded,
): Dispute {
  const isInquiry = kind === 'inquiry';
  const created = world.clock.seconds();
  const dispute: Dispute = {
    id: world.random.id('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: structuredClone(emptyEvidence),
    evidence_details: {
      due_by: created + EVIDENCE_DAYS * DAY_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: 'manual',
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: isInquiry ? 'general' : 'fraudulent',
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  };
  charge.disputed = true;
  world.store.put('disputes', dispute);
  if (!isInquiry) moveFunds(world, dispute, -1);
  world.emit('charge.dispute.created', dispute);
  if (!isInquiry) world.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

export function updateDispute(world: World, id: string, input: FormObject): Dispute {
  const dispute = world.get('disputes', id);
  check(input, disputeShape);
  requireOpen(dispute);
  const words = text(nested(input, 'evidence') ?? {}, 'uncategorized_text');
  if (words) {
    dispute.evidence.uncategorized_text = words;
    dispute.evidence_details.has_evidence = true;
  }
  dispute.metadata = mergeMetadata(dispute.metadata, input);
  const isSubmitted = words !== undefined && input['submit'] !== undefined && flag(input, 'submit');
  if (isSubmitted) dispute.evidence_details.submission_count += 1;
  world.emit('charge.dispute.updated', dispute);
  // The vendor's documented test evidence decides the outcome at once.
  if (words === 'winning_evidence') decideDispute(world, dispute, 'won');
  if (words === 'losing_evidence') decideDispute(world, dispute, 'lost');
  return dispute;
}

/** Accepts the dispute: a real one is lost, an inquiry closes without becoming a dispute. */
export function closeDispute(world: World, id: string): Dispute {
  const dispute = world.get('disputes', id);
  requireOpen(dispute);
  decideDispute(world, dispute, 'lost');
  return dispute;
}

export function decideDispute(world: World, dispute: Dispute, outcome: 'won' | 'lost'): void {
  requireOpen(dispute);
  const isInquiry = dispute.status.startsWith('warning_');
  dispute.status = isInquiry ? 'warning_closed' : outcome;
  dispute.is_charge_refundable = isInquiry || outcome === 'won';
  if (!isInquiry && outcome === 'won') {
    moveFunds(world, dispute, 1);
    world.emit('charge.dispute.funds_reinstated', dispute);
  }
  world.emit('charge.dispute.closed', dispute);
}

/** Takes up a dispute again that was decided for the merchant: an arbitration, or an inquiry that escalates. */
export function reopenDispute(world: World, dispute: Dispute): Dispute {
  if (dispute.status !== 'won' && dispute.status !== 'warning_closed') {
    throw wrongState('This dispute was not won.', 'dispute_not_won');
  }
  dispute.status = 'needs_response';
  dispute.is_charge_refundable = false;
  moveFunds(world, dispute, -1);
  world.emit('charge.dispute.updated', dispute);
  world.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

function moveFunds(world: World, dispute: Dispute, direction: 1 | -1): void {
  const isWithdrawal = direction === -1;
  dispute.balance_transactions.push(
    bookBalance(world, {
      amount: direction * dispute.amount,
      currency: dispute.currency,
      fee: isWithdrawal ? DISPUTE_FEE : 0,
      source: dispute.id,
      type: 'adjustment',
      category: isWithdrawal ? 'dispute' : 'dispute_reversal',
      description: isWithdrawal ? 'Chargeback withdrawal' : 'Chargeback reversal',
    }),
  );
}

function requireOpen(dispute: Dispute): void {
  const isOpen = /needs_response$|under_review$/.test(dispute.status);
  if (!isOpen) throw wrongState('This dispute is already closed.', 'dispute_already_closed');
  if (typeof dispute.charge !== 'string') throw invalid('This dispute has no charge.');
}
