import { invalid } from './errors';
import type { PaymentIntent, PaymentMethod } from './objects';
import type { VoucherKind } from './test-cards';
import type { World } from './world';

/** How long a voucher can be paid, as with the vendor's defaults. */
export const VOUCHER_MS = 3 * 86_400_000;

type NextAction = NonNullable<PaymentIntent['next_action']>;

/** The currencies in which the vendor offers each method. */
const currenciesOf: Record<VoucherKind, readonly string[]> = {
  oxxo: ['mxn'],
  boleto: ['brl'],
  customer_balance: ['eur', 'gbp', 'jpy', 'mxn', 'usd'],
};

/** Refuses a voucher where the vendor would: another currency, or a bank transfer without a customer. */
export function requireVoucher(intent: PaymentIntent, kind: VoucherKind): void {
  if (!currenciesOf[kind].includes(intent.currency)) {
    throw invalid(
      `The currency provided (${intent.currency}) is invalid for one or more payment methods specified: ${kind}.`,
      'currency',
      'payment_intent_invalid_parameter',
    );
  }
  if (kind === 'customer_balance' && typeof intent.customer !== 'string') {
    throw invalid('A customer is required to pay by bank transfer.', 'customer');
  }
}

/** Issues the payer's instructions: the intent waits for an action outside of the vendor's pages. */
export function issueVoucher(world: World, intent: PaymentIntent, kind: VoucherKind): void {
  const expiresAt = world.clock.seconds() + VOUCHER_MS / 1000;
  intent.status = 'requires_action';
  intent.next_action = actionOf(world, intent, { kind, expiresAt });
  world.emit('payment_intent.requires_action', intent);
}

function actionOf(
  world: World,
  intent: PaymentIntent,
  { kind, expiresAt }: { kind: VoucherKind; expiresAt: number },
): NextAction {
  const url = `${world.config.publicUrl}/vouchers/${intent.id}`;
  const number = intent.id.slice(-14).toUpperCase();
  switch (kind) {
    case 'oxxo':
      return {
        type: 'oxxo_display_details',
        oxxo_display_details: { expires_after: expiresAt, hosted_voucher_url: url, number },
      };
    case 'boleto':
      return {
        type: 'boleto_display_details',
        boleto_display_details: {
          expires_at: expiresAt,
          hosted_voucher_url: url,
          number,
          pdf: `${url}.pdf`,
        },
      };
    case 'customer_balance':
      return {
        type: 'display_bank_transfer_instructions',
        display_bank_transfer_instructions: {
          amount_remaining: intent.amount,
          currency: intent.currency,
          financial_addresses: [],
          hosted_instructions_url: url,
          reference: number,
          type: 'eu_bank_transfer',
        },
      };
  }
}

/** Whether the payer still holds instructions to pay, rather than a challenge of a bank. */
export function isVoucherOpen(intent: PaymentIntent): boolean {
  return intent.status === 'requires_action' && intent.next_action?.type !== 'redirect_to_url';
}

/** Ends a voucher that was not paid in time; the vendor makes no charge for it. */
export function expireVoucher(world: World, intent: PaymentIntent, method: PaymentMethod): void {
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.next_action = null;
  intent.last_payment_error = {
    type: 'invalid_request_error',
    code: 'payment_intent_payment_attempt_expired',
    message: 'The latest payment attempt for the PaymentIntent has expired.',
    payment_method: method,
  };
  world.emit('payment_intent.payment_failed', intent);
  world.onIntentSettled(intent);
}
