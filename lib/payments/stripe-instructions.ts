import type Stripe from 'stripe';

/** How a payer pays outside of Stripe's page: a voucher, or a bank transfer. */
export type PayInstructions = {
  /** Stripe's page with all details. */
  url: string | null;
  /** The number of the voucher, or the reference of the transfer. */
  reference: string | null;
  /** The end of the voucher; null if Stripe gives none. */
  payUntil: Date | null;
};

/** Reads the payer's instructions; null for any other action, such as a challenge of the payer's bank. */
export function stripeInstructionsOf(
  action: Stripe.PaymentIntent.NextAction | null,
): PayInstructions | null {
  if (action === null) return null;
  const {
    oxxo_display_details: oxxo,
    boleto_display_details: boleto,
    konbini_display_details: konbini,
    multibanco_display_details: multibanco,
    display_bank_transfer_instructions: transfer,
  } = action;
  if (oxxo) return voucherOf(oxxo.hosted_voucher_url, oxxo.number, oxxo.expires_after);
  if (boleto) return voucherOf(boleto.hosted_voucher_url, boleto.number, boleto.expires_at);
  if (konbini) return voucherOf(konbini.hosted_voucher_url, null, konbini.expires_at);
  if (multibanco) {
    const { entity, reference, hosted_voucher_url: url, expires_at: expiresAt } = multibanco;
    const parts = [entity, reference].filter((part) => part !== null);
    return voucherOf(url, parts.length === 0 ? null : parts.join(' '), expiresAt);
  }
  return transfer ? voucherOf(transfer.hosted_instructions_url, transfer.reference, null) : null;
}

function voucherOf(
  url: string | null,
  reference: string | null,
  expiresAt: number | null,
): PayInstructions {
  return {
    url,
    reference,
    payUntil: expiresAt === null ? null : new Date(expiresAt * 1000),
  };
}
