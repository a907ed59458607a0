import type { Conflict } from '@/lib/services/rules/conflict';
import type { TermsWait } from '@/lib/services/rules/terms-wait';
import type { MailContent } from './render-text';
import type { MailWords } from './words';

/** The next event of one service that affects money. Minor units. */
export type NextStep =
  | { kind: 'renews'; service: string; at: Date; priceMinor: bigint; shortMinor: bigint | null }
  | { kind: 'starts'; service: string; shortMinor: bigint | null; isRouterAway: boolean }
  /** The credit is enough, and the customer decides whether it is spent on this plan. */
  | { kind: 'decides'; service: string }
  | { kind: 'ends'; service: string; at: Date };

export type TopUpFacts = {
  topUpId: string;
  amount: { minor: bigint; currency: string };
  paidAt: Date;
  /** As printed on the receipt. */
  receiptNumber: string;
  balanceMinor: bigint;
  next: NextStep[];
};

/** Writes the receipt of a payment, and what the money will be used for. */
export function writeTopUpReceived({ t, f, url }: MailWords, facts: TopUpFacts): MailContent {
  const amount = f.money(facts.amount);
  const balance = f.money(facts.balanceMinor);
  return {
    subject: t('top_up_received.subject', { amount }),
    heading: t('top_up_received.heading', { amount }),
    paragraphs: [
      t('top_up_received.balance', { balance }),
      ...facts.next.map((step) => nextSentence({ t, f }, step)),
    ],
    facts: [
      { label: t('top_up_received.receiptNumber'), value: facts.receiptNumber },
      { label: t('top_up_received.paidAt'), value: f.dateTime(facts.paidAt) },
      { label: t('top_up_received.amount'), value: amount },
      { label: t('top_up_received.credit'), value: balance },
    ],
    action: {
      label: t('top_up_received.action'),
      // A page rather than the file, so that a signed-out reader can sign in first.
      url: url(`/wallet/top-ups/${facts.topUpId}`),
    },
  };
}

function nextSentence({ t, f }: Pick<MailWords, 't' | 'f'>, step: NextStep): string {
  const { service } = step;
  switch (step.kind) {
    case 'renews': {
      const values = { service, date: f.date(step.at), price: f.money(step.priceMinor) };
      return step.shortMinor === null
        ? t('top_up_received.renews', values)
        : t('top_up_received.renewsShort', { ...values, short: f.money(step.shortMinor) });
    }
    case 'starts':
      if (step.shortMinor !== null)
        return t('top_up_received.startsShort', { service, short: f.money(step.shortMinor) });
      return t(step.isRouterAway ? 'top_up_received.startsAway' : 'top_up_received.starts', {
        service,
      });
    case 'decides':
      return t('top_up_received.decides', { service });
    case 'ends':
      return t('top_up_received.ends', { service, date: f.date(step.at) });
  }
}

export type PaymentFailedFacts = {
  amount: { minor: bigint; currency: string };
  balanceMinor: bigint;
  /** Not paid in time, rather than refused. */
  hasExpired: boolean;
};

export function writePaymentFailed(
  { t, f, url }: MailWords,
  facts: PaymentFailedFacts,
): MailContent {
  const amount = f.money(facts.amount);
  return {
    subject: t(facts.hasExpired ? 'payment_failed.expired' : 'payment_failed.subject', { amount }),
    heading: t(facts.hasExpired ? 'payment_failed.expiredHeading' : 'payment_failed.heading', {
      amount,
    }),
    paragraphs: [
      t('payment_failed.nothing', { balance: f.money(facts.balanceMinor) }),
      t(facts.hasExpired ? 'payment_failed.renew' : 'payment_failed.again'),
    ],
    facts: [],
    action: { label: t('payment_failed.action'), url: url('/wallet') },
  };
}

export type OrderFacts = {
  serviceId: number | null;
  totalMinor: bigint;
  balanceMinor: bigint;
  at: Date;
} & (NewServiceFacts | PackFacts);

type NewServiceFacts = {
  kind: 'new_service';
  service: string;
  start: NewServiceStart;
};

/**
 * `on_connection`: nothing has been charged yet. `paid_waiting`: its paid time has not begun to run. `router_away`: its
 * router cannot be told of it now. `off`: something else keeps it off, which its page names.
 */
export type NewServiceStart = 'now' | 'on_connection' | 'paid_waiting' | 'router_away' | 'off';

/** `until` is null while the service is not served, because its data is kept until it is. */
type PackFacts = {
  kind: 'pack';
  service: string;
  pack: string;
  dataBytes: bigint;
  until: Date | null;
};

export function writeOrderExecuted({ t, f, url }: MailWords, facts: OrderFacts): MailContent {
  const what = facts.kind === 'pack' ? facts.pack : facts.service;
  const isConnecting = facts.kind === 'new_service' && facts.start === 'on_connection';
  return {
    subject: t(isConnecting ? 'order_executed.connectingSubject' : 'order_executed.subject', {
      what,
    }),
    heading: t(isConnecting ? 'order_executed.connectingHeading' : 'order_executed.heading'),
    paragraphs: [orderText({ t, f }, facts)],
    facts: [
      { label: t('order_executed.ordered'), value: f.dateTime(facts.at) },
      {
        label: t(isConnecting ? 'order_executed.then' : 'order_executed.total'),
        value: f.money(facts.totalMinor),
      },
      { label: t('order_executed.credit'), value: f.money(facts.balanceMinor) },
    ],
    action: { label: t('order_executed.action'), url: url(pathOfService(facts.serviceId)) },
  };
}

const startTexts = {
  now: 'new_service',
  on_connection: 'connecting',
  paid_waiting: 'waiting',
  router_away: 'away',
  off: 'off',
} as const satisfies Record<NewServiceStart, string>;

function orderText({ t, f }: Pick<MailWords, 't' | 'f'>, facts: OrderFacts): string {
  if (facts.kind === 'pack') {
    const { dataBytes, service, until } = facts;
    if (until === null) return t('order_executed.packKept', { data: f.bytes(dataBytes), service });
    return t('order_executed.pack', { data: f.bytes(dataBytes), service, date: f.dateTime(until) });
  }
  return t(`order_executed.${startTexts[facts.start]}`, { what: facts.service });
}

export type OrderFailedFacts = {
  orderId: string;
  what: string;
  /** What was confirmed is now sold on other terms, is no longer offered, or became impossible. */
  why: 'changed' | 'gone' | 'impossible';
  /** Path to other offers. */
  offersPath: string;
  balanceMinor: bigint;
};

/** Writes that an order could not be executed as confirmed although its credit arrived; the credit stays. */
export function writeOrderFailed(
  { t, f, url }: MailWords,
  { orderId, what, why, offersPath, balanceMinor }: OrderFailedFacts,
): MailContent {
  return {
    subject: t('order_failed.subject', { what }),
    heading: t('order_failed.heading'),
    paragraphs: [
      t(`order_failed.${why}`, { what }),
      t('order_failed.money', { balance: f.money(balanceMinor) }),
    ],
    facts: [],
    action: {
      label: t(`order_failed.action.${why}`),
      url: url(why === 'gone' ? offersPath : `/orders/${orderId}`),
    },
  };
}

/** The payment with which a planned change takes effect. */
export type LaterPayment =
  /** The price is the amount charged then, including the fee of the change. */
  | { kind: 'dated'; at: Date; priceMinor: bigint; shortMinor: bigint | null }
  | { kind: 'undated'; waits: TermsWait }
  | { kind: 'blocked'; blocked: Conflict };

export type PlanChangedFacts = {
  serviceId: number;
  plan: string;
  /** Its paid time stands still until it is served, so the new plan has not begun either. */
  isWaiting: boolean;
  /** Null if already in effect. */
  later: LaterPayment | null;
  renewal: { at: Date; priceMinor: bigint } | null;
  /** Another plan that still follows at the end of the period; null for none. */
  follows?: { plan: string; at: Date | null } | null;
  /** Paid for a change that was made at once; null for one that came with a renewal. */
  totalMinor: bigint | null;
  balanceMinor: bigint;
};

export function writePlanChanged({ t, f, url }: MailWords, facts: PlanChangedFacts): MailContent {
  const { plan, renewal } = facts;
  return {
    subject: t('plan_changed.subject', { plan }),
    heading: t(
      facts.later?.kind === 'blocked' ? 'plan_changed.blockedHeading' : 'plan_changed.heading',
      { plan },
    ),
    paragraphs: [
      whenChanged({ t, f }, facts),
      ...followsText({ t, f }, facts),
      ...shortText({ t, f }, facts),
      ...(renewal
        ? [
            t('plan_changed.renews', {
              date: f.date(renewal.at),
              price: f.money(renewal.priceMinor),
            }),
          ]
        : []),
    ],
    facts: [
      { label: t('plan_changed.plan'), value: plan },
      ...paymentOf({ t, f }, facts),
      { label: t('plan_changed.credit'), value: f.money(facts.balanceMinor) },
    ],
    action: { label: t('plan_changed.action'), url: url(pathOfService(facts.serviceId)) },
  };
}

/** A change at renewal costs nothing until then. */
function paymentOf(
  { t, f }: Pick<MailWords, 't' | 'f'>,
  { later, totalMinor }: PlanChangedFacts,
): MailContent['facts'] {
  if (later?.kind === 'dated')
    return [{ label: t('plan_changed.then'), value: f.money(later.priceMinor) }];
  if (later !== null || totalMinor === null) return [];
  return [{ label: t('plan_changed.total'), value: f.money(totalMinor) }];
}

function shortText(
  { t, f }: Pick<MailWords, 't' | 'f'>,
  { later }: PlanChangedFacts,
): MailContent['paragraphs'] {
  if (later?.kind !== 'dated' || later.shortMinor === null) return [];
  return [t('plan_changed.short', { short: f.money(later.shortMinor) })];
}

/** Staff's change of plan came before one that was planned for the end of the period. */
function followsText(
  { t, f }: Pick<MailWords, 't' | 'f'>,
  { plan, follows }: PlanChangedFacts,
): string[] {
  if (!follows) return [];
  const { plan: next, at } = follows;
  return at === null
    ? [t('plan_changed.followsUndated', { plan, next })]
    : [t('plan_changed.follows', { plan, next, date: f.date(at) })];
}

function whenChanged(
  { t, f }: Pick<MailWords, 't' | 'f'>,
  { later, isWaiting }: PlanChangedFacts,
): string {
  if (later === null) return t(isWaiting ? 'plan_changed.nowWaiting' : 'plan_changed.now');
  switch (later.kind) {
    case 'dated':
      return t('plan_changed.later', { date: f.date(later.at) });
    case 'undated':
      return t('plan_changed.laterUndated', { why: later.waits });
    case 'blocked': {
      const { blocked } = later;
      const day = 'day' in blocked ? f.date(blocked.day) : '';
      return t('plan_changed.blocked', { why: blocked.why, day });
    }
  }
}

export function pathOfService(serviceId: number | null): string {
  return serviceId === null ? '/' : `/services/${serviceId}`;
}
