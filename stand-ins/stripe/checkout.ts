import { invalid, wrongState } from './errors';
import { confirmIntent } from './intent-confirmation';
import type { PaymentIntent, PaymentMethod, Session } from './objects';
import { newIntent, setMethod } from './payment-intents';
import { confirmSetup } from './setup-intents';
import { isVoucherOpen } from './vouchers';
import type { World } from './world';

export type Submission = {
  method: PaymentMethod;
  /** Whether the payer ticked "save for next time". */
  isSaved?: boolean;
  expectedAmount?: number;
};

/** The next step of the payer's browser. */
export type Submitted = { next: 'done' } | { next: 'challenge'; url: string };

/** Handles the pay button of the hosted page: charges or saves the method. Declines throw a 402 fault. */
export function submitSession(world: World, session: Session, submission: Submission): Submitted {
  if (session.status !== 'open') {
    throw wrongState(`This Checkout Session is ${session.status}.`, 'checkout_session_not_open');
  }
  const { expectedAmount } = submission;
  if (expectedAmount !== undefined && expectedAmount !== session.amount_total) {
    throw invalid('The amount of this Checkout Session has changed.', 'expected_amount');
  }
  noteDetails(session, submission.method);
  return session.mode === 'setup'
    ? submitSetup(world, session, submission.method)
    : submitPayment(world, session, submission);
}

function submitPayment(world: World, session: Session, submission: Submission): Submitted {
  const intent = intentOf(world, session);
  if (intent.status === 'requires_action') intent.status = 'requires_payment_method';
  const plan = world.get('sessionPlans', session.id);
  intent.setup_future_usage = submission.isSaved ? 'off_session' : plan.setupFutureUsage;
  if (intent.setup_future_usage) {
    submission.method.allow_redisplay = submission.isSaved ? 'always' : 'limited';
  }
  setMethod(intent, submission.method);
  confirmIntent(world, intent, {
    isOffSession: false,
    isActionAnError: false,
    returnUrl: `${world.config.publicUrl}/c/pay/${session.id}`,
  });
  if (intent.status === 'requires_action' && !isVoucherOpen(intent)) {
    return { next: 'challenge', url: `/c/3ds/${intent.id}` };
  }
  // A delayed method completes the session before its money is known: complete, yet unpaid.
  if (intent.status === 'processing' || isVoucherOpen(intent)) completeSession(world, session);
  return { next: 'done' };
}

function intentOf(world: World, session: Session): PaymentIntent {
  if (typeof session.payment_intent === 'string') {
    return world.get('paymentIntents', session.payment_intent);
  }
  if (session.amount_total === null || session.currency === null) {
    throw new Error(`session ${session.id} has no amount`);
  }
  const plan = world.get('sessionPlans', session.id);
  const intent = newIntent(world, {
    amount: session.amount_total,
    currency: session.currency,
    customer: typeof session.customer === 'string' ? session.customer : null,
  });
  intent.metadata = { ...plan.intentMetadata };
  intent.description = plan.description;
  session.payment_intent = intent.id;
  world.emit('payment_intent.created', intent);
  return intent;
}

function submitSetup(world: World, session: Session, method: PaymentMethod): Submitted {
  const setup = world.get('setupIntents', String(session.setup_intent));
  setup.payment_method = method.id;
  setup.status = 'requires_confirmation';
  confirmSetup(world, setup, `${world.config.publicUrl}/c/pay/${session.id}`);
  if (setup.status === 'requires_action') return { next: 'challenge', url: `/c/3ds/${setup.id}` };
  completeSession(world, session);
  return { next: 'done' };
}

export function completeSession(world: World, session: Session): void {
  session.status = 'complete';
  session.url = null;
  world.emit('checkout.session.completed', session);
}

/** Updates the session when its payment is final: paid, or failed if the delayed money never arrived. */
export function followIntent(world: World, intent: PaymentIntent): void {
  const session = sessionOfIntent(world, intent.id);
  if (!session) return;
  const isPaid = intent.status === 'succeeded';
  if (isPaid) session.payment_status = 'paid';
  if (session.status === 'open') {
    if (isPaid) completeSession(world, session);
    return;
  }
  const outcome = isPaid ? 'async_payment_succeeded' : 'async_payment_failed';
  world.emit(`checkout.session.${outcome}`, session);
}

export function sessionOfIntent(world: World, intentId: string): Session | undefined {
  return world.store
    .all('sessions')
    .find(({ payment_intent: payment, setup_intent: setup }) =>
      [payment, setup].includes(intentId),
    );
}

function noteDetails(session: Session, method: PaymentMethod): void {
  const { email, name } = method.billing_details;
  session.customer_details = {
    address: null,
    business_name: null,
    email: email ?? session.customer_email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
}

/** The success URL, with the session's id filled in. */
export function successUrlOf(session: Session): string {
  return (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}
