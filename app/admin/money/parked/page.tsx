import { Inbox } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { DateTime, Money } from '@/app/_ui/values';
import { listParkedTopUps } from '@/lib/payments/queries';
import { Decision } from '../_parts/decision';
import { MoneyFrame } from '../_parts/money-frame';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-money'))('tabs.parked') };
}

export default async function ParkedPage() {
  const ctx = await requireStaffCtx('payments.read');
  const [t, f, rows] = await Promise.all([
    getTranslations('admin-money'),
    getOperatorFormats(),
    listParkedTopUps(ctx),
  ]);
  return (
    <MoneyFrame ctx={ctx} current="parked">
      <Card title={t('parked.title')} description={t('parked.text')} flush={rows.length > 0}>
        {rows.length === 0 ? (
          <EmptyState icon={<Inbox aria-hidden />} title={t('parked.empty')} headingLevel={3}>
            {t('parked.emptyText')}
          </EmptyState>
        ) : (
          <SimpleTable
            label={t('parked.title')}
            rows={rows}
            rowId={(row) => row.id}
            columns={[
              {
                id: 'customer',
                header: t('topUps.customer'),
                role: 'title',
                cell: (row) => (
                  <AppLink
                    href={`/admin/money/top-ups/${row.id}`}
                    className="rounded-sm hover:underline"
                  >
                    {row.customerName}
                  </AppLink>
                ),
              },
              {
                id: 'wished',
                header: t('parked.wished'),
                align: 'end',
                cell: (row) => (
                  <Money f={f} amount={{ minor: row.amountMinor, currency: row.currency }} />
                ),
              },
              {
                id: 'why',
                header: t('parked.why'),
                cell: (row) => (row.parkReason === null ? '–' : t(`parkReason.${row.parkReason}`)),
              },
              {
                id: 'since',
                header: t('topUps.created'),
                cell: (row) => (
                  <DateTime f={f} value={row.createdAt} show="relative" now={ctx.now} />
                ),
              },
              {
                id: 'decision',
                header: t('parked.decision'),
                cell: (row) => <Decision ctx={ctx} topUp={row} />,
              },
            ]}
          />
        )}
      </Card>
    </MoneyFrame>
  );
}
