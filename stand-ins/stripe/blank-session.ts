import type { Session } from './objects';
import type { World } from './world';

const unused = {
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  amount_subtotal: null,
  amount_total: null,
  billing_address_collection: null,
  cancel_url: null,
  client_reference_id: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency: null,
  currency_conversion: null,
  customer: null,
  customer_account: null,
  customer_creation: null,
  customer_details: null,
  customer_email: null,
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  locale: null,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  submit_type: null,
  subscription: null,
  success_url: null,
  wallet_options: null,
} as const;
const noText = {
  after_submit: null,
  shipping_address: null,
  submit: null,
  terms_of_service_acceptance: null,
};
const noTax = { enabled: false, liability: null, provider: null, status: null };

/** Builds an open, empty session with every field of the reply, most of them unused by the stand-in. */
export function blankSession(world: World, mode: 'payment' | 'setup'): Session {
  const id = world.random.id('cs_test_a1', 56).replace('a1_', 'a1');
  return {
    ...structuredClone(unused),
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    automatic_tax: noTax,
    created: world.clock.seconds(),
    custom_text: noText,
    expires_at: 0,
    livemode: false,
    custom_fields: [],
    discounts: [],
    shipping_options: [],
    metadata: {},
    mode,
    payment_method_collection: 'if_required',
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    status: 'open',
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${world.config.publicUrl}/c/pay/${id}`,
  };
}
