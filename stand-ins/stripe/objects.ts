import type Stripe from 'stripe';

// `unit_amount_decimal` is a class instance in the library and a string on the wire.
export type Price = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string };
export type Charge = Stripe.Charge;
export type Session = Stripe.Checkout.Session;
export type PaymentIntent = Stripe.PaymentIntent;
export type SetupIntent = Stripe.SetupIntent;
export type PaymentMethod = Stripe.PaymentMethod;
export type Refund = Stripe.Refund;
export type Dispute = Stripe.Dispute;
export type BalanceTransaction = Stripe.BalanceTransaction;
export type Payout = Stripe.Payout;
export type Customer = Stripe.Customer;
export type Product = Stripe.Product;

/** An event stored as it occurred; `data.object` is a snapshot. */
export type StoredEvent = {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
};

export type LineItem = {
  id: string;
  object: 'item';
  amount_discount: number;
  amount_subtotal: number;
  amount_tax: number;
  amount_total: number;
  currency: string;
  description: string;
  price: Price;
  quantity: number;
};

/** What the session's creator requested and the vendor does not return. */
export type SessionPlan = {
  id: string;
  lineItems: LineItem[];
  intentMetadata: Record<string, string>;
  setupFutureUsage: 'off_session' | 'on_session' | null;
  description: string | null;
};

/** The private side of a payment method: its test number, and whether its bank approved it for off-session use. */
export type CardFile = {
  id: string;
  number: string;
  setUpOffSession: boolean;
};

export type DeliveryAttempt = {
  at: number;
  outcome: string;
};

export type Delivery = {
  id: string;
  eventId: string;
  state: 'waiting' | 'delivered' | 'failed' | 'dropped';
  attempts: DeliveryAttempt[];
  nextAttemptAt: number | null;
};

export type IdempotentResult = {
  id: string;
  fingerprint: string;
  at: number;
  requestId: string;
  reply: { status: number; body: string } | null;
};

export type Collections = {
  customers: Customer;
  products: Product;
  prices: Price;
  sessions: Session;
  sessionPlans: SessionPlan;
  paymentIntents: PaymentIntent;
  setupIntents: SetupIntent;
  paymentMethods: PaymentMethod;
  cardFiles: CardFile;
  charges: Charge;
  refunds: Refund;
  disputes: Dispute;
  balanceTransactions: BalanceTransaction;
  payouts: Payout;
  events: StoredEvent;
  deliveries: Delivery;
  idempotency: IdempotentResult;
};
export type CollectionName = keyof Collections;
