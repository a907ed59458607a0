/** Methods whose payer leaves with instructions and pays elsewhere. */
export type VoucherKind = 'oxxo' | 'boleto' | 'customer_balance';

/** Behaviour of a test card or bank account when it is charged. */
export type CardBehaviour = {
  /** Full number or IBAN as the cardholder enters it. */
  number: string;
  label: string;
  brand: string;
  kind: 'card' | 'sepa_debit' | VoucherKind;
  /** Declined at once with this code; `saves` still lets it be stored on a customer. */
  decline?: { code: string; declineCode?: string; message: string; saves?: boolean };
  /** When the bank challenges the cardholder. */
  challenge?: 'always' | 'unless_set_up';
  /** Outcome of a delayed method. */
  delayed?: 'succeeds' | 'fails';
  /** What becomes of a voucher. */
  voucher?: 'paid' | 'expires';
  dispute?: 'fraudulent' | 'inquiry';
  earlyFraudWarning?: true;
  refund?: 'late_success' | 'late_failure';
};

const declined = (declineCode: string, message = 'Your card was declined.') => ({
  code: 'card_declined',
  declineCode,
  message,
});

const visa = { brand: 'visa', kind: 'card' } as const;
const sepa = { brand: 'sepa_debit', kind: 'sepa_debit' } as const;

function voucher(kind: VoucherKind) {
  return { brand: kind, kind } as const;
}

export const cardBehaviours: readonly CardBehaviour[] = [
  { ...visa, number: '4242424242424242', label: 'Payment succeeds' },
  { ...visa, number: '5555555555554444', brand: 'mastercard', label: 'Payment succeeds' },
  { ...visa, number: '4000000000000002', label: 'Declined', decline: declined('generic_decline') },
  {
    ...visa,
    number: '4000000000009995',
    label: 'Insufficient funds',
    decline: declined('insufficient_funds', 'Your card has insufficient funds.'),
  },
  { ...visa, number: '4000000000009987', label: 'Lost card', decline: declined('lost_card') },
  { ...visa, number: '4000000000009979', label: 'Stolen card', decline: declined('stolen_card') },
  {
    ...visa,
    number: '4000000000000069',
    label: 'Expired card',
    decline: { code: 'expired_card', message: 'Your card has expired.' },
  },
  {
    ...visa,
    number: '4000000000000127',
    label: 'Wrong CVC',
    decline: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  },
  {
    ...visa,
    number: '4000000000000119',
    label: 'Processing error',
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  },
  { ...visa, number: '4000002500003155', label: 'Bank confirmation', challenge: 'unless_set_up' },
  { ...visa, number: '4000002760003184', label: 'Bank confirms always', challenge: 'always' },
  {
    ...visa,
    number: '4000000000000341',
    label: 'Saves, then declines',
    decline: { ...declined('generic_decline'), saves: true },
  },
  { ...visa, number: '4000000000000259', label: 'Disputed as fraud', dispute: 'fraudulent' },
  { ...visa, number: '4000000000001976', label: 'Bank inquiry', dispute: 'inquiry' },
  { ...visa, number: '4000000000005423', label: 'Early fraud warning', earlyFraudWarning: true },
  { ...visa, number: '4000000000007726', label: 'Refund succeeds late', refund: 'late_success' },
  { ...visa, number: '4000000000005126', label: 'Refund fails late', refund: 'late_failure' },
  { ...sepa, number: 'AT611904300234573201', label: 'Debit succeeds later', delayed: 'succeeds' },
  { ...sepa, number: 'AT321904300235473204', label: 'Debit succeeds later', delayed: 'succeeds' },
  { ...sepa, number: 'IT60X0542811101000000123456', label: 'Debit fails later', delayed: 'fails' },
  { ...sepa, number: 'AT861904300235473202', label: 'Debit fails later', delayed: 'fails' },
  { ...voucher('oxxo'), number: 'OXXO', label: 'Voucher is paid', voucher: 'paid' },
  { ...voucher('oxxo'), number: 'OXXOEXPIRES', label: 'Voucher expires', voucher: 'expires' },
  { ...voucher('boleto'), number: 'BOLETO', label: 'Boleto is paid', voucher: 'paid' },
  { ...voucher('boleto'), number: 'BOLETOEXPIRES', label: 'Boleto expires', voucher: 'expires' },
  {
    ...voucher('customer_balance'),
    number: 'BANKTRANSFER',
    label: 'Transfer arrives',
    voucher: 'paid',
  },
];

const aliases: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  tok_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  tok_mastercard: '5555555555554444',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclined: '4000000000000002',
  tok_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedProcessingError: '4000000000000119',
  pm_card_chargeCustomerFail: '4000000000000341',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_authenticationRequiredOnSetup: '4000002500003155',
  pm_card_threeDSecure2Required: '4000002760003184',
  pm_card_createDispute: '4000000000000259',
  pm_card_createDisputeInquiry: '4000000000001976',
  pm_card_createIssuerFraudRecord: '4000000000005423',
  pm_card_pendingRefund: '4000000000007726',
  pm_card_refundFail: '4000000000005126',
};

/** Finds a card by number (spaces allowed), IBAN or the vendor's alias. */
export function findCard(entered: string): CardBehaviour | undefined {
  const compact = (aliases[entered] ?? entered).replaceAll(/[\s-]/g, '').toUpperCase();
  return cardBehaviours.find((card) => card.number === compact);
}

export function isAlias(value: string): boolean {
  return Object.hasOwn(aliases, value);
}
