import { ShieldCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { DateTime, Money } from '@/app/_ui/values';
import { listDisputes } from '@/lib/payments/disputes/queries';
import { MoneyFrame } from '../_parts/money-frame';
import { DisputeStateBadge } from '../_parts/top-up-status-badge';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-money'))('tabs.disputes') };
}

export default async function DisputesPage() {
  const ctx = await requireStaffCtx('payments.read');
  const [t, f, rows] = await Promise.all([
    getTranslations('admin-money'),
    getOperatorFormats(),
    listDisputes(ctx),
  ]);
  return (
    <MoneyFrame ctx={ctx} current="disputes">
      <Card title={t('disputes.title')} description={t('disputes.text')} flush={rows.length > 0}>
        {rows.length === 0 ? (
          <EmptyState
            icon={<ShieldCheck aria-hidden />}
            title={t('disputes.empty')}
            headingLevel={3}
          >
            {t('disputes.emptyText')}
          </EmptyState>
        ) : (
          <SimpleTable
            label={t('disputes.title')}
            rows={rows}
            rowId={(row) => row.id}
            columns={[
              {
                id: 'customer',
                header: t('topUps.customer'),
                role: 'title',
                cell: (row) => (
                  <>
                    <AppLink
                      href={`/admin/money/top-ups/${row.topUpId}`}
                      className="rounded-sm hover:underline"
                    >
                      {row.customerName}
                    </AppLink>
                    <span className="block font-mono font-normal text-ink-muted text-xs">
                      {row.id}
                    </span>
                  </>
                ),
              },
              {
                id: 'amount',
                header: t('topUps.amount'),
                align: 'end',
                cell: (row) => (
                  <Money f={f} amount={{ minor: row.amountMinor, currency: row.currency }} />
                ),
              },
              {
                id: 'state',
                header: t('topUps.status'),
                cell: (row) => <DisputeStateBadge state={row.state} />,
              },
              {
                id: 'reason',
                header: t('disputes.reason'),
                cell: (row) => (row.reason === '' ? '–' : row.reason.replaceAll('_', ' ')),
              },
              {
                id: 'taken',
                header: t('disputes.taken'),
                align: 'end',
                cell: (row) => <Money f={f} amount={row.withdrawnMinor - row.reinstatedMinor} />,
              },
              {
                id: 'updated',
                header: t('disputes.updated'),
                cell: (row) => <DateTime f={f} value={row.updatedAt} />,
              },
            ]}
          />
        )}
      </Card>
    </MoneyFrame>
  );
}
