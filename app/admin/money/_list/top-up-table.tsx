import { getTranslations } from 'next-intl/server';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import type { TableQuery, TableSpec } from '@/app/_tables/table-query';
import { AppLink } from '@/app/_ui/app-link';
import { DateTime, Money } from '@/app/_ui/values';
import { type TopUpStatus, topUpStatuses } from '@/lib/kit/words';
import { receiptNumberText } from '@/lib/payments/rules/receipt';
import type { TopUpListItem, TopUpListQuery } from '@/lib/screens/admin/top-ups';
import { TopUpStatusBadge } from '../_view/top-up-status-badge';

export const topUpSpec: TableSpec = {
  id: 'top-ups',
  sortable: [],
  defaultSort: { column: 'created', direction: 'desc' },
  filters: ['status', 'from', 'until'],
};

/** Converts the address to a query, with days in the operator's zone. */
export async function toTopUpQuery(query: TableQuery): Promise<TopUpListQuery> {
  const { timeZone } = await getOperator();
  const { search, filters, after, before } = query;
  return {
    search,
    statuses: (filters['status'] ?? []).filter((word): word is TopUpStatus =>
      (topUpStatuses as readonly string[]).includes(word),
    ),
    from: filters['from']?.[0],
    until: filters['until']?.[0],
    timeZone,
    after,
    before,
  };
}

export async function topUpColumns(): Promise<Column<TopUpListItem>[]> {
  const [t, f] = await Promise.all([getTranslations('admin-money'), getOperatorFormats()]);
  return [
    {
      id: 'customer',
      header: t('topUps.customer'),
      role: 'title',
      cell: (row) => (
        <AppLink href={`/admin/money/top-ups/${row.id}`} className="rounded-sm hover:underline">
          {row.customerName}
        </AppLink>
      ),
    },
    {
      id: 'amount',
      header: t('topUps.amount'),
      align: 'end',
      cell: (row) => (
        <>
          <Money f={f} amount={{ minor: row.amountMinor, currency: row.currency }} />
          {row.clawedMinor > 0n && (
            <span className="block whitespace-nowrap text-warning-ink text-xs">
              {t('topUps.takenBack', { amount: f.money(row.clawedMinor) })}
            </span>
          )}
          {row.isRefundedOtherwise && (
            <span className="block whitespace-nowrap text-warning-ink text-xs">
              {t('topUps.refunded', { amount: f.money(row.refunded) })}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'status',
      header: t('topUps.status'),
      cell: (row) => <TopUpStatusBadge status={row.status} />,
    },
    {
      id: 'created',
      header: t('topUps.created'),
      cell: (row) => <DateTime f={f} value={row.createdAt} />,
    },
    {
      id: 'paid',
      header: t('topUps.paid'),
      role: 'extra',
      hiddenAtFirst: true,
      cell: (row) => (row.paidAt === null ? '–' : <DateTime f={f} value={row.paidAt} />),
    },
    {
      id: 'receipt',
      header: t('topUps.receipt'),
      align: 'end',
      role: 'extra',
      cell: (row) => (row.receiptNumber === null ? '–' : receiptNumberText(row.receiptNumber)),
    },
    {
      id: 'fee',
      header: t('topUps.fee'),
      align: 'end',
      role: 'extra',
      hiddenAtFirst: true,
      cell: (row) => (row.feeMinor === null ? '–' : <Money f={f} amount={row.feeMinor} />),
    },
  ];
}
