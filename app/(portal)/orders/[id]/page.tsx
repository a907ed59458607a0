import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requireSubscriberCtx, type SubscriberCtx } from '@/app/_auth/session';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { PageHeader } from '@/app/_ui/page-header';
import { isUuid } from '@/lib/kit/ids';
import { isOpen } from '@/lib/orders/rules';
import { paymentsFor } from '@/lib/payments/rules/payments-for';
import { getPlannedDue } from '@/lib/screens/portal/planned-due';
import { getOrderFacts, type OrderTrace } from '@/lib/screens/portal/trace';
import { getOrderStanding } from '@/lib/screens/portal/waiting-orders';
import { getMissingMinor, getOrder, type OrderView } from '@/lib/screens/shared/orders';
import { topUpLimits } from '@/lib/settings/rules/top-up-limits';
import type { PlannedFate } from '@/lib/timeline/rules/planned-order';
import {
  isUnderWay,
  type PlannedDue,
  type TraceStep,
  traceOrder,
} from '@/lib/timeline/rules/trace';
import { ChangedOrder } from '../../_parts/changed-order';
import { GiveUpOrder } from '../../_parts/give-up-order';
import { PayButton } from '../../_parts/pay-button';
import { orNotFound } from '../../_parts/reading';
import { offersPath, sheetPath } from '../../_parts/sheet-path';
import { StaleOrder } from '../../_parts/stale-order';
import { SyncHelp } from '../../_parts/sync-help';
import { Trace } from '../../_parts/trace';
import { getWords, type Words } from '../../_parts/words';
import { beyondWords } from '../../_view/beyond-words';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('orders.title') };
}

type OrderPageProps = {
  params: Promise<{ id: string }>;
};

/** The progress of an order, from confirmation to the router. */
export default async function OrderPage({ params }: OrderPageProps) {
  const [ctx, words, { id: orderId }] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    params,
  ]);
  if (!isUuid(orderId)) notFound();
  const ids = { customerId: ctx.actor.customerId, orderId };
  const [order, standing, facts] = await Promise.all([
    orNotFound(getOrder(ctx, ids)),
    orNotFound(getOrderStanding(ctx, ids)),
    orNotFound(getOrderFacts(ctx, ids)),
  ]);
  const { t } = words;
  const canPay = isOpen(order, ctx.now);
  const isOver = order.state === 'waiting' && !canPay;
  const seen = isOver ? ({ state: 'cancelled', failure: 'order_expired' } as const) : {};
  const planned = order.fate && {
    fate: order.fate,
    due: await getPlannedDue(ctx, { ...ids, request: order.request }),
  };
  const isCovered = facts.order.isCovered && standing?.kind === 'holds';
  const steps = traceOrder({ ...facts.order, isCovered, ...seen }, facts.effects, planned);
  const stuck = stuckService(facts, ctx.now);
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={headText(words, { order, item: facts.order.itemName, isOver, steps })}
        crumbs={[{ label: t('nav.home'), href: '/' }]}
      />
      <div className="flex flex-col gap-4">
        {canPay && standing?.kind === 'holds' && (
          <PayForOrder ctx={ctx} words={words} order={order} />
        )}
        {canPay && standing !== null && standing.kind !== 'holds' && (
          <StaleOrder {...{ ctx, words, order, standing }} />
        )}
        {order.state === 'failed' && <Callout tone="warning">{t('orders.failedText')}</Callout>}
        {order.was !== null && <ChangedOrder ctx={ctx} request={order.request} was={order.was} />}
        <Card
          title={t('payment.steps')}
          description={isUnderWay(steps) ? t('payment.live') : undefined}
        >
          <Trace steps={steps} label={t('payment.steps')} since={order.createdAt} now={ctx.now} />
        </Card>
        {stuck !== null && <SyncHelp serviceId={stuck} reference={orderId} />}
        <div className="flex flex-col gap-2 sm:flex-row">
          {order.state === 'executed' && order.serviceId !== null && (
            <LinkButton href={`/services/${order.serviceId}`} variant="primary" size="lg">
              {t(isCancellable(planned) ? 'orders.toPlanned' : 'orders.toService')}
            </LinkButton>
          )}
          {order.failure === 'offer_gone' && (
            <LinkButton href={offersPath(order.request)} variant="primary" size="lg">
              {t('sheet.goneOthers')}
            </LinkButton>
          )}
          {order.was !== null && (
            <LinkButton href={sheetPath(order.request, order.was)} variant="primary" size="lg">
              {t('orders.seeOffer')}
            </LinkButton>
          )}
          <LinkButton href="/" size="lg">
            {t('payment.home')}
          </LinkButton>
        </div>
      </div>
    </div>
  );
}

type Head = {
  order: OrderView;
  item: string;
  /** The order waited too long for its money. */
  isOver: boolean;
  steps: readonly TraceStep[];
};

function headText({ t, f }: Words, { order, item, isOver, steps }: Head): string {
  const { state, fate } = order;
  if (isOver) return t('orders.head.cancelled', { item });
  if (fate !== null && fate.kind !== 'planned') return t(`orders.head.${fate.kind}`, { item });
  const plan = steps.find((step) => step.kind === 'planned');
  if (plan !== undefined) {
    const { at } = plan.due;
    return at === null
      ? t('orders.head.plannedNext', { item })
      : t('orders.head.planned', { item, day: f.date(at) });
  }
  const isConnecting = steps.some(({ kind }) => kind === 'connecting');
  return t(`orders.head.${state === 'executed' && isConnecting ? 'connecting' : state}`, { item });
}

function isCancellable(planned: { fate: PlannedFate; due: PlannedDue } | null): boolean {
  return planned?.fate.kind === 'planned' && planned.due.isCancellable;
}

const PATIENCE_MS = 12_000;

function stuckService({ order, effects }: OrderTrace, now: Date): number | null {
  const { settledAt } = order;
  if (settledAt === null || now.getTime() - settledAt.getTime() <= PATIENCE_MS) return null;
  return effects.find(({ router }) => router.kind === 'pending')?.serviceId ?? null;
}

type PayForOrderProps = {
  ctx: SubscriberCtx;
  words: Words;
  order: OrderView;
};

/** An order waiting for credit: pay exactly the missing amount, or cancel. */
async function PayForOrder({ ctx, words, order }: PayForOrderProps) {
  const { t, f } = words;
  const [shortMinor, operator] = await Promise.all([
    getMissingMinor(ctx, { customerId: ctx.actor.customerId, orderId: order.orderId }),
    getOperator(),
  ]);
  const limits = topUpLimits(operator);
  const payments = paymentsFor(shortMinor, limits);
  const { firstMinor: amountMinor, count } = payments;
  const amount = f.money(amountMinor);
  return (
    <Card>
      <p className="mb-4 text-pretty">
        {shortMinor > 0n
          ? t('orders.shortText', { total: f.money(order.totalMinor), short: f.money(shortMinor) })
          : t('orders.coveredText')}{' '}
        {shortMinor > 0n &&
          count > 1 &&
          t('sheet.several', { max: f.money(limits.maxMinor), count })}{' '}
        {shortMinor > 0n && beyondWords(words, payments.restMinor)}
      </p>
      <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
        {shortMinor > 0n && (
          <PayButton
            amountMinor={amountMinor}
            purpose={`order:${order.orderId}`}
            orderId={order.orderId}
            label={t(count > 1 ? 'sheet.topUpFirst' : 'sheet.topUpAndBuy', { amount, count })}
          />
        )}
        <GiveUpOrder orderId={order.orderId} label={t('orders.cancel')} size="lg" />
      </div>
    </Card>
  );
}
