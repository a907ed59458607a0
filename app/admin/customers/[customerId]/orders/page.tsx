import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { DateTime, Money } from '@/app/_ui/values';
import { orderTone, topUpTone } from '@/app/admin/_shared/tones';
import type { ErrorKey } from '@/lib/kit/errors';
import type { Formats } from '@/lib/kit/format';
import { paidAmount } from '@/lib/payments/rules/payment-left';
import { receiptNumberText } from '@/lib/payments/rules/receipt';
import { listOrders, type OrderView } from '@/lib/screens/shared/orders';
import { type ListedTopUp, listTopUps } from '@/lib/screens/shared/top-ups';

/** The customer's orders, and how they were paid. */
export default async function OrdersPage({ params }: { params: Promise<{ customerId: string }> }) {
  const ctx = await requireStaffCtx('payments.read');
  const customerId = idFromPath((await params).customerId);
  const [t, orders, topUps] = await Promise.all([
    getTranslations('admin-customers.orders'),
    foundPage(listOrders(ctx, { customerId, limit: 50 })),
    foundPage(listTopUps(ctx, { customerId, limit: 50 })),
  ]);
  return (
    <div className="grid items-start gap-5 2xl:grid-cols-2">
      <Card flush={orders.length > 0} title={t('orders')}>
        {orders.length === 0 ? (
          <p className="text-ink-muted">{t('noOrders')}</p>
        ) : (
          <OrderTable orders={orders} />
        )}
      </Card>
      <Card flush={topUps.rows.length > 0} title={t('topUps')}>
        {topUps.rows.length === 0 ? (
          <p className="text-ink-muted">{t('noTopUps')}</p>
        ) : (
          <TopUpTable topUps={topUps.rows} />
        )}
      </Card>
    </div>
  );
}

async function OrderTable({ orders }: { orders: readonly OrderView[] }) {
  const [t, kinds, errors, f] = await Promise.all([
    getTranslations('admin-customers.orders'),
    getTranslations('admin-customers.timeline.orderKind'),
    getTranslations('errors'),
    getOperatorFormats(),
  ]);
  const failureOf = (failure: string) =>
    errors.has(failure as ErrorKey) ? errors(failure as ErrorKey) : failure;
  return (
    <SimpleTable
      label={t('orders')}
      rows={orders}
      rowId={(row) => row.orderId}
      columns={[
        {
          id: 'what',
          header: t('what'),
          role: 'title',
          cell: (row) => (
            <>
              <span className="inline-block first-letter:uppercase">{kinds(row.kind)}</span>
              {row.serviceId !== null && (
                <AppLink
                  href={`/admin/services/${row.serviceId}`}
                  className="ms-2 font-normal text-ink-muted text-xs hover:underline"
                >
                  #s{row.serviceId}
                </AppLink>
              )}
              {row.failure !== null && (
                <span className="block font-normal text-danger-ink text-xs">
                  {failureOf(row.failure)}
                </span>
              )}
            </>
          ),
        },
        { id: 'when', header: t('when'), cell: (row) => <DateTime f={f} value={row.createdAt} /> },
        {
          id: 'state',
          header: t('state'),
          cell: (row) => (
            <StatusBadge tone={orderTone[stateOf(row)]}>
              {t(`stateName.${stateOf(row)}`)}
            </StatusBadge>
          ),
        },
        {
          id: 'total',
          header: t('total'),
          align: 'end',
          cell: (row) => <Money f={f} amount={row.totalMinor} />,
        },
      ]}
    />
  );
}

/** What an order for the end of the period has come to, once it is accepted. */
function stateOf({ state, fate }: OrderView) {
  return fate === null || fate.kind === 'happened' ? state : fate.kind;
}

async function TopUpTable({ topUps }: { topUps: readonly ListedTopUp[] }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-customers.orders'),
    getOperatorFormats(),
  ]);
  return (
    <SimpleTable
      label={t('topUps')}
      rows={topUps}
      rowId={(row) => row.id}
      columns={[
        {
          id: 'when',
          header: t('when'),
          role: 'title',
          cell: (row) => <DateTime f={f} value={row.paidAt ?? row.createdAt} />,
        },
        {
          id: 'state',
          header: t('state'),
          cell: (row) => (
            <StatusBadge tone={topUpTone[row.state.kind]}>
              {'partMinor' in row.state
                ? t(`topUpBack.${row.state.kind}`, { part: partOf(f, row) })
                : t(`topUpStatus.${row.state.kind}`)}
            </StatusBadge>
          ),
        },
        {
          id: 'receipt',
          header: t('receipt'),
          cell: (row) => (row.receiptNumber === null ? '' : receiptNumberText(row.receiptNumber)),
        },
        {
          id: 'amount',
          header: t('amount'),
          align: 'end',
          cell: (row) => (
            <Money f={f} amount={{ minor: row.amountMinor, currency: row.currency }} />
          ),
        },
      ]}
    />
  );
}

/** What went back of a payment, in its own currency. */
function partOf(f: Formats, { state, ...topUp }: ListedTopUp): string {
  if (!('partMinor' in state) || state.partMinor === null) return 'all';
  return f.money({ minor: state.partMinor, currency: paidAmount(topUp).currency });
}
