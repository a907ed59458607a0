import { bookBalance } from './balance';
import { invalid } from './errors';
import type { FormObject } from './form';
import type { Payout } from './objects';
import { check, integer, mergeMetadata, required, type Shape, text } from './params';
import type { World } from './world';

const DAY_SECONDS = 86_400;
const payoutShape: Shape = {
  amount: 'integer',
  currency: 'text',
  description: 'text',
  metadata: 'metadata',
};

/** Sends money to the merchant's bank: at most what is available, which a payment is after two days. */
export function createPayout(world: World, input: FormObject): Payout {
  check(input, payoutShape);
  required(input, 'amount');
  const currency = required(input, 'currency').toLowerCase();
  const amount = integer(input, 'amount') ?? 0;
  if (amount <= 0) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  if (amount > available(world, currency)) {
    throw invalid(
      'You have insufficient funds in your Stripe account for this transfer.',
      undefined,
      'balance_insufficient',
    );
  }
  const created = world.clock.seconds();
  const payout: Payout = {
    id: world.random.id('po'),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: created + 2 * DAY_SECONDS,
    automatic: false,
    balance_transaction: null,
    created,
    currency,
    description: text(input, 'description') ?? null,
    destination: null,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: mergeMetadata({}, input),
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'in_transit',
    trace_id: null,
    type: 'bank_account',
  };
  payout.balance_transaction = book(world, payout, 'payout').id;
  world.store.put('payouts', payout);
  world.emit('payout.created', payout);
  return payout;
}

/** The bank receives the payout, or returns it, before or after it received it. A returned one stays returned. */
export function decidePayout(world: World, payout: Payout, outcome: 'paid' | 'failed'): Payout {
  const isOpen = payout.status === 'in_transit' || payout.status === 'pending';
  if (!isOpen && !(payout.status === 'paid' && outcome === 'failed')) {
    throw invalid(`This payout is ${payout.status} and cannot become ${outcome}.`);
  }
  const previous = { status: payout.status };
  payout.status = outcome;
  if (outcome === 'failed') {
    payout.failure_code = 'account_closed';
    payout.failure_message = 'The bank account has been closed.';
    payout.failure_balance_transaction = book(world, payout, 'payout_failure').id;
  }
  world.emit(`payout.${outcome}`, payout, previous);
  return payout;
}

/** Only a payout that has not left can be cancelled. */
export function cancelPayout(world: World, id: string, input: FormObject): Payout {
  check(input, {});
  const payout = world.get('payouts', id);
  if (payout.status !== 'pending') {
    throw invalid('Payouts can only be canceled while they are pending.');
  }
  const previous = { status: payout.status };
  payout.status = 'canceled';
  payout.failure_balance_transaction = book(world, payout, 'payout_failure').id;
  world.emit('payout.canceled', payout, previous);
  return payout;
}

function book(world: World, payout: Payout, type: 'payout' | 'payout_failure') {
  const isOut = type === 'payout';
  return bookBalance(world, {
    amount: isOut ? -payout.amount : payout.amount,
    currency: payout.currency,
    fee: 0,
    source: payout.id,
    type,
    category: isOut ? 'payout' : 'payout_reversal',
    description: 'STRIPE PAYOUT',
  });
}

/** Debits count at once, credits when they have become available. */
function available(world: World, currency: string): number {
  const now = world.clock.seconds();
  return world.store
    .all('balanceTransactions')
    .filter((entry) => entry.currency === currency && (entry.net < 0 || entry.available_on <= now))
    .reduce((sum, { net }) => sum + net, 0);
}
