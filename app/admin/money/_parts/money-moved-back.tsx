import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Card } from '@/app/_ui/card';
import { DateTime, Money } from '@/app/_ui/values';
import type { TopUpDetail } from '@/lib/screens/shared/top-ups';
import { DisputeStateBadge, RefundStatusBadge } from '../_view/top-up-status-badge';

/** Refunds and disputes of one top-up; renders nothing when there are none. */
export async function MoneyMovedBack({ topUp }: { topUp: TopUpDetail }) {
  const [t, f] = await Promise.all([getTranslations('admin-money.back'), getOperatorFormats()]);
  const { refunds, disputes } = topUp;
  const currency = topUp.arrivedCurrency ?? topUp.currency;
  const rows = [
    ...refunds.map((row) => ({ ...row, kind: 'refund' as const })),
    ...disputes.map((row) => ({ ...row, kind: 'dispute' as const })),
  ].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  if (rows.length === 0) return null;
  return (
    <Card title={t('title')} flush>
      <SimpleTable
        label={t('title')}
        rows={rows}
        rowId={(row) => `${row.kind} ${row.id}`}
        columns={[
          { id: 'kind', header: t('kind'), role: 'title', cell: (row) => t(row.kind) },
          {
            id: 'amount',
            header: t('amount'),
            align: 'end',
            cell: (row) => <Money f={f} amount={{ minor: row.amountMinor, currency }} />,
          },
          {
            id: 'state',
            header: t('state'),
            cell: (row) =>
              row.kind === 'refund' ? (
                <RefundStatusBadge status={row.status} />
              ) : (
                <DisputeStateBadge state={row.state} />
              ),
          },
          {
            id: 'at',
            header: t('at'),
            cell: (row) => <DateTime f={f} value={row.createdAt} />,
          },
        ]}
      />
    </Card>
  );
}
