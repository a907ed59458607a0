import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { stripeInstructionsOf } from './stripe-instructions';

type NextAction = Stripe.PaymentIntent.NextAction;
const AT = 1_800_000_000;
const at = new Date(AT * 1000);
const PAGE = 'https://payments.stripe.com/voucher';

describe('the instructions of a payer', () => {
  test.each<[string, NextAction, unknown]>([
    [
      'OXXO',
      {
        type: 'oxxo_display_details',
        oxxo_display_details: { hosted_voucher_url: PAGE, number: '123', expires_after: AT },
      },
      { url: PAGE, reference: '123', payUntil: at },
    ],
    [
      'Boleto',
      {
        type: 'boleto_display_details',
        boleto_display_details: {
          hosted_voucher_url: PAGE,
          number: '01010',
          expires_at: AT,
          pdf: null,
        },
      },
      { url: PAGE, reference: '01010', payUntil: at },
    ],
    [
      'Multibanco: entity and reference',
      {
        type: 'multibanco_display_details',
        multibanco_display_details: {
          hosted_voucher_url: PAGE,
          entity: '11249',
          reference: '999 123',
          expires_at: AT,
        },
      },
      { url: PAGE, reference: '11249 999 123', payUntil: at },
    ],
    [
      'a bank transfer, which has no end',
      {
        type: 'display_bank_transfer_instructions',
        display_bank_transfer_instructions: {
          amount_remaining: 5_000,
          currency: 'eur',
          hosted_instructions_url: PAGE,
          reference: 'AB12',
          type: 'eu_bank_transfer',
        },
      },
      { url: PAGE, reference: 'AB12', payUntil: null },
    ],
  ])('are those of %s', (_what, action, instructions) => {
    expect(stripeInstructionsOf(action)).toEqual(instructions);
  });

  test('are none for a challenge of the bank, and once nothing is left to do', () => {
    expect(stripeInstructionsOf({ type: 'redirect_to_url' })).toBeNull();
    expect(stripeInstructionsOf(null)).toBeNull();
  });
});
