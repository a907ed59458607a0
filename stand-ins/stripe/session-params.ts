import type { Shape } from './params';

const flagOnly = { shape: { enabled: 'flag' } } as const;
const priceData: Shape = {
  currency: 'text',
  product: 'text',
  product_data: {
    shape: {
      name: 'text',
      description: 'text',
      images: { list: 'text' },
      metadata: 'metadata',
      tax_code: 'text',
      unit_label: 'text',
    },
  },
  unit_amount: 'integer',
  tax_behavior: { oneOf: ['exclusive', 'inclusive', 'unspecified'] },
};
const intentData: Shape = {
  metadata: 'metadata',
  description: 'text',
  receipt_email: 'text',
  setup_future_usage: { oneOf: ['off_session', 'on_session'] },
  statement_descriptor: 'text',
  statement_descriptor_suffix: 'text',
  shipping: 'any',
  capture_method: { oneOf: ['automatic', 'automatic_async'] },
};

/** Parameters Checkout accepts when creating a session; newer versions dropped `payment_method_types`. */
export const sessionParams: Shape = {
  mode: { oneOf: ['payment', 'setup'] },
  ui_mode: { oneOf: ['hosted_page'] },
  line_items: {
    list: {
      shape: { price: 'text', price_data: { shape: priceData }, quantity: 'integer' },
    },
  },
  currency: 'text',
  customer: 'text',
  customer_email: 'text',
  customer_creation: { oneOf: ['always', 'if_required'] },
  customer_update: 'any',
  client_reference_id: 'text',
  metadata: 'metadata',
  payment_intent_data: { shape: intentData },
  setup_intent_data: { shape: { metadata: 'metadata', description: 'text' } },
  success_url: 'text',
  cancel_url: 'text',
  expires_at: 'integer',
  adaptive_pricing: flagOnly,
  saved_payment_method_options: {
    shape: {
      allow_redisplay_filters: { list: 'text' },
      payment_method_save: { oneOf: ['enabled', 'disabled'] },
      payment_method_remove: { oneOf: ['enabled', 'disabled'] },
    },
  },
  invoice_creation: 'any',
  automatic_tax: flagOnly,
  tax_id_collection: flagOnly,
  phone_number_collection: flagOnly,
  allow_promotion_codes: 'flag',
  billing_address_collection: { oneOf: ['auto', 'required'] },
  locale: 'text',
  submit_type: { oneOf: ['auto', 'book', 'donate', 'pay', 'subscribe'] },
  custom_text: 'any',
  payment_method_options: 'any',
  payment_method_types: { list: 'text' },
  allowed_payment_method_types: { list: 'text' },
};
