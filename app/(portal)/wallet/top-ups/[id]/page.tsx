import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requireSubscriberCtx, type SubscriberCtx } from '@/app/_auth/session';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { DomainError } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import { paidAmount } from '@/lib/payments/rules/payment-left';
import { receiptNumberText } from '@/lib/payments/rules/receipt';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { getTopUpAftermath } from '@/lib/screens/portal/top-up';
import { getTopUpFacts } from '@/lib/screens/portal/trace';
import { getOrderStanding } from '@/lib/screens/portal/waiting-orders';
import { getMissingMinor } from '@/lib/screens/shared/orders';
import { getTopUp, type TopUpView } from '@/lib/screens/shared/top-ups';
import { isUnderWay, type TopUpFacts, traceTopUp } from '@/lib/timeline/rules/trace';
import { orNotFound } from '../../../_parts/reading';
import { Renewals } from '../../../_parts/renewals';
import { SyncHelp } from '../../../_parts/sync-help';
import { Trace } from '../../../_parts/trace';
import { getWords, type Words } from '../../../_parts/words';
import { AfterPayment } from './after-payment';
import { HowToPay } from './how-to-pay';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('payment.title') };
}

type TopUpPageProps = {
  params: Promise<{ id: string }>;
};

/** Landing page of a payer returning from Stripe, and the payment's permanent page. */
export default async function TopUpPage({ params }: TopUpPageProps) {
  const [ctx, words, { id }] = await Promise.all([requireSubscriberCtx(), getWords(), params]);
  if (!isUuid(id)) notFound();
  const isReachable = await settle(ctx, id);
  const [topUp, facts, after] = await Promise.all([
    orNotFound(getTopUp(ctx, id)),
    orNotFound(getTopUpFacts(ctx, id)),
    orNotFound(getTopUpAftermath(ctx, id)),
  ]);
  const { t } = words;
  const standing = await standingOf(ctx, topUp);
  const steps = traceTopUp({ ...facts, order: orderAsItStands(facts.order, standing) });
  const stuck = stuckService(facts, ctx.now);
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={t(`payment.head.${after.gone ?? topUp.status}`, { amount: amountOf(words, topUp) })}
        crumbs={[{ label: t('nav.wallet'), href: '/wallet' }]}
      />
      <div className="flex flex-col gap-4">
        {!isReachable && <Callout tone="warning">{t('payment.unreachable')}</Callout>}
        <AfterPayment
          notes={after.notes}
          currency={paidAmount(topUp).currency}
          wasCredited={topUp.receiptNumber !== null}
        />
        <Card
          title={t('payment.steps')}
          description={isUnderWay(steps) ? t('payment.live') : undefined}
        >
          <Trace steps={steps} label={t('payment.steps')} since={facts.createdAt} now={ctx.now} />
        </Card>
        {topUp.status === 'processing' && <HowToPay topUp={topUp} />}
        {topUp.status === 'paid' && facts.order?.state === 'waiting' && standing === 'holds' && (
          <StillShort ctx={ctx} words={words} order={facts.order} />
        )}
        {stuck !== null && <SyncHelp serviceId={stuck} reference={topUp.id} />}
        <Actions words={words} topUp={topUp} order={facts.order} standing={standing} />
        {topUp.status === 'paid' && after.gone === null && <Renewals ctx={ctx} />}
        {topUp.receiptNumber !== null && <Receipt words={words} topUp={topUp} />}
      </div>
    </div>
  );
}

/** Fetches the payment's state from Stripe; false when Stripe cannot be reached. */
async function settle(ctx: SubscriberCtx, topUpId: string): Promise<boolean> {
  try {
    await settleTopUp(ctx, { topUpId });
    return true;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'not-found') notFound();
    // The webhook or the sweep will credit it; until then the page shows what is known.
    return false;
  }
}

const PATIENCE_MS = 12_000;

/** A service whose router has taken longer than it should. */
function stuckService({ effects, paidAt }: TopUpFacts, now: Date): number | null {
  const isLate = paidAt !== null && now.getTime() - paidAt.getTime() > PATIENCE_MS;
  if (!isLate) return null;
  return effects.find(({ router }) => router.kind === 'pending')?.serviceId ?? null;
}

type PartProps = {
  words: Words;
  topUp: TopUpView;
};

function amountOf({ f }: Words, topUp: TopUpView): string {
  const { amountMinor: minor, currency, status } = topUp;
  const isUncredited = status === 'parked' || status === 'returned';
  return f.money(isUncredited ? paidAmount(topUp) : { minor, currency });
}

/** Paid, but still short, because other orders used the same credit. */
async function StillShort({
  ctx,
  words: { t, f },
  order: { orderId, itemName: item },
}: {
  ctx: SubscriberCtx;
  words: Words;
  order: NonNullable<TopUpFacts['order']>;
}) {
  const { customerId } = ctx.actor;
  const shortMinor = await getMissingMinor(ctx, { customerId, orderId });
  if (shortMinor === 0n) return null;
  return (
    <Callout
      tone="warning"
      action={<LinkButton href={`/orders/${orderId}`}>{t('payment.payRest')}</LinkButton>}
    >
      {t('payment.stillShort', { item, short: f.money(shortMinor) })}
    </Callout>
  );
}

/** An order whose offer has changed waits for its customer, even if the credit is enough. */
function orderAsItStands(
  order: TopUpFacts['order'],
  standing: Awaited<ReturnType<typeof standingOf>>,
): TopUpFacts['order'] {
  return order && { ...order, isCovered: order.isCovered && standing === 'holds' };
}

/** Whether the order the payment was for can still be fulfilled; null for a payment without an order. */
async function standingOf(ctx: SubscriberCtx, { orderId }: TopUpView) {
  if (orderId === null) return null;
  const { customerId } = ctx.actor;
  return (await getOrderStanding(ctx, { customerId, orderId }))?.kind ?? 'settled';
}

type ActionsProps = PartProps & {
  order: TopUpFacts['order'];
  standing: Awaited<ReturnType<typeof standingOf>>;
};

function Actions({ words: { t }, topUp, order, standing }: ActionsProps) {
  const { status, checkoutUrl } = topUp;
  const isUnpaid = (status === 'created' || status === 'pending') && checkoutUrl !== null;
  const isOpen = isUnpaid && (standing === null || standing === 'holds');
  // An order that can no longer be fulfilled asks for no payment; its page shows what became of the money.
  const leadsToOrder = order !== null && standing !== 'holds' && order.state !== 'executed';
  const hasEnded = status === 'failed' || status === 'expired' || status === 'returned';
  // The order is still waiting, and its page knows the missing amount.
  const retryHref = order?.state === 'waiting' ? `/orders/${order.orderId}` : '/wallet#top-up';
  return (
    <div className="flex flex-col gap-2 sm:flex-row">
      {isOpen && (
        <LinkButton href={checkoutUrl} variant="primary" size="lg">
          {t('payment.continue')}
        </LinkButton>
      )}
      {!hasEnded && <OrderLinks t={t} order={leadsToOrder ? order : null} />}
      {hasEnded && (
        <LinkButton href={retryHref} variant="primary" size="lg">
          {t('payment.again')}
        </LinkButton>
      )}
      <LinkButton
        href="/"
        size="lg"
        variant={isOpen || hasEnded || leadsToOrder ? 'secondary' : 'primary'}
      >
        {t('payment.home')}
      </LinkButton>
    </div>
  );
}

/** Links to the order the payment was for, and to other offers. */
function OrderLinks({ t, order }: Pick<Words, 't'> & { order: TopUpFacts['order'] }) {
  if (order === null) return null;
  return (
    <>
      {order.failure === 'offer_gone' && (
        <LinkButton href="/plans" variant="primary" size="lg">
          {t('sheet.goneOthers')}
        </LinkButton>
      )}
      <LinkButton href={`/orders/${order.orderId}`} size="lg">
        {t('payment.toOrder')}
      </LinkButton>
    </>
  );
}

function Receipt({ words, topUp }: PartProps) {
  const { t, f } = words;
  const items = [
    { id: 'amount', label: t('payment.amount'), value: amountOf(words, topUp) },
    { id: 'paid', label: t('payment.paidAt'), value: topUp.paidAt ? f.dateTime(topUp.paidAt) : '' },
    {
      id: 'number',
      label: t('payment.receipt'),
      value: receiptNumberText(topUp.receiptNumber ?? 0),
    },
    {
      id: 'reference',
      label: t('payment.reference'),
      value: <span className="font-mono text-xs">{topUp.id}</span>,
    },
  ];
  return (
    <Card
      title={t('payment.receiptTitle')}
      actions={
        <LinkButton
          href={`/api/receipts/${topUp.id}`}
          prefetch={false}
          download
          icon={<Download aria-hidden />}
        >
          {t('payment.download')}
        </LinkButton>
      }
    >
      <KeyValueList items={items} />
    </Card>
  );
}
