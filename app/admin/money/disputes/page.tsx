import { ShieldCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { DateTime, Money } from '@/app/_ui/values';
import { listDisputes } from '@/lib/screens/admin/disputes';
import { PaymentList } from '../_list/payment-list';
import { MoneyFrame } from '../_parts/money-frame';
import { Release } from '../_parts/release';
import { DisputeStateBadge } from '../_view/top-up-status-badge';

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
      <PaymentList
        title={t('disputes.title')}
        text={t('disputes.text')}
        empty={{
          icon: <ShieldCheck aria-hidden />,
          title: t('disputes.empty'),
          text: t('disputes.emptyText'),
        }}
        amountHeader={t('topUps.amount')}
        rows={rows}
        below={({ id }) => (
          <span className="block font-mono font-normal text-ink-muted text-xs">{id}</span>
        )}
        columns={[
          {
            id: 'state',
            header: t('topUps.status'),
            cell: (row) => <DisputeStateBadge state={row.state} />,
          },
          {
            id: 'reason',
            header: t('disputes.bankReason'),
            cell: (row) => (row.reason === '' ? '–' : row.reason.replaceAll('_', ' ')),
          },
          {
            id: 'taken',
            header: t('disputes.taken'),
            align: 'end',
            cell: (row) => <Money f={f} amount={row.withdrawnMinor - row.reinstatedMinor} />,
          },
          {
            id: 'services',
            header: t('disputes.services'),
            cell: (row) => (row.stopsServices ? <Release ctx={ctx} dispute={row} /> : '–'),
          },
          {
            id: 'updated',
            header: t('disputes.updated'),
            cell: (row) => <DateTime f={f} value={row.updatedAt} />,
          },
        ]}
      />
    </MoneyFrame>
  );
}
