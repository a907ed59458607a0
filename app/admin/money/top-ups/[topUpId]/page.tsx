import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { LiveRefresh } from '@/app/_live/live-refresh';
import { foundPage } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { DateTime, Money } from '@/app/_ui/values';
import { can } from '@/lib/authorise/rights';
import { isUuid } from '@/lib/kit/ids';
import { receiptNumberText } from '@/lib/payments/rules/receipt';
import { getCustomer } from '@/lib/screens/admin/customer';
import { getTopUpDetail, type TopUpDetail } from '@/lib/screens/shared/top-ups';
import { Decision } from '../../_parts/decision';
import { MoneyMovedBack } from '../../_parts/money-moved-back';
import { RefundCard } from '../../_parts/refund-card';
import { TopUpStatusBadge } from '../../_view/top-up-status-badge';

type TopUpPageProps = {
  params: Promise<{ topUpId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-money'))('one') };
}

export default async function TopUpPage({ params, searchParams }: TopUpPageProps) {
  const ctx = await requireStaffCtx('payments.read');
  const { topUpId } = await params;
  if (!isUuid(topUpId)) notFound();
  const topUp = await foundPage(getTopUpDetail(ctx, topUpId));
  const [t, f, { name }] = await Promise.all([
    getTranslations('admin-money'),
    getOperatorFormats(),
    getCustomer(ctx, topUp.customerId),
  ]);
  const canRefund = can(ctx.actor.role, 'payments.refund') && topUp.status === 'paid';
  const amount = f.money({ minor: topUp.amountMinor, currency: topUp.currency });
  return (
    <div className="max-w-4xl">
      <LiveRefresh since={ctx.now} customerId={topUp.customerId} />
      <PageHeader
        title={t('topUp.title', { amount })}
        crumbs={[
          { label: t('title'), href: '/admin/money' },
          { label: t('tabs.topUps'), href: '/admin/money/top-ups' },
        ]}
        badge={<TopUpStatusBadge status={topUp.status} size="md" />}
      />
      <div className="flex flex-col gap-5">
        {topUp.status === 'parked' && topUp.parkReason !== null && (
          <Callout
            tone="warning"
            title={t(`parkReason.${topUp.parkReason}`)}
            action={<Decision ctx={ctx} topUp={topUp} />}
          >
            {topUp.waiting === null
              ? t('parked.waits')
              : t('parked.waitsWith', {
                  arrived: f.money({ ...topUp.waiting, minor: topUp.waiting.arrivedMinor }),
                  left: f.money({ ...topUp.waiting, minor: topUp.waiting.leftMinor }),
                })}
          </Callout>
        )}
        <Facts topUp={topUp} name={name} />
        <MoneyMovedBack topUp={topUp} />
        {canRefund && <RefundCard ctx={ctx} topUp={topUp} asked={await searchParams} />}
      </div>
    </div>
  );
}

function receiptOf({ receiptNumber }: TopUpDetail): string | null {
  return receiptNumber === null ? null : receiptNumberText(receiptNumber);
}

async function Facts({ topUp, name }: { topUp: TopUpDetail; name: string }) {
  const [t, f] = await Promise.all([getTranslations('admin-money.topUp'), getOperatorFormats()]);
  const none = <span className="text-ink-muted">–</span>;
  const back = { minor: topUp.backMinor, currency: topUp.arrivedCurrency ?? topUp.currency };
  const at = (value: Date | null) => (value === null ? none : <DateTime f={f} value={value} />);
  const code = (text: string | null) =>
    text === null ? none : <span className="font-mono text-xs">{text}</span>;
  return (
    <Card title={t('facts')}>
      <KeyValueList
        layout="facts"
        items={[
          {
            id: 'customer',
            label: t('customer'),
            value: (
              <AppLink
                href={`/admin/customers/${topUp.customerId}`}
                className="rounded-sm underline"
              >
                {name}
              </AppLink>
            ),
          },
          { id: 'created', label: t('created'), value: at(topUp.createdAt) },
          { id: 'paid', label: t('paid'), value: at(topUp.paidAt) },
          { id: 'receipt', label: t('receipt'), value: receiptOf(topUp) ?? none },
          {
            id: 'fee',
            label: t('fee'),
            value: topUp.feeMinor === null ? none : <Money f={f} amount={topUp.feeMinor} />,
          },
          { id: 'back', label: t('back'), value: <Money f={f} amount={back} /> },
          { id: 'id', label: t('id'), value: code(topUp.id) },
          { id: 'session', label: t('session'), value: code(topUp.checkoutSessionId) },
          { id: 'intent', label: t('intent'), value: code(topUp.paymentIntentId) },
        ]}
      />
    </Card>
  );
}
