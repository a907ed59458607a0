import { Inbox } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { DateTime, Money } from '@/app/_ui/values';
import { listParkedTopUps, type ParkedTopUp } from '@/lib/screens/admin/money';
import { PaymentList } from '../_list/payment-list';
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
      <PaymentList
        title={t('parked.title')}
        text={t('parked.text')}
        empty={{
          icon: <Inbox aria-hidden />,
          title: t('parked.empty'),
          text: t('parked.emptyText'),
        }}
        amountHeader={t('parked.wished')}
        rows={rows.map((row) => ({
          ...row,
          topUpId: row.id,
          amountMinor: isAskedFor(row) ? row.amountMinor : null,
        }))}
        columns={[
          {
            id: 'why',
            header: t('parked.why'),
            cell: (row) => (row.parkReason === null ? '–' : t(`parkReason.${row.parkReason}`)),
          },
          {
            id: 'arrived',
            header: t('parked.arrived'),
            align: 'end',
            cell: ({ waiting }) =>
              waiting === null ? (
                '–'
              ) : (
                <Money f={f} amount={{ minor: waiting.arrivedMinor, currency: waiting.currency }} />
              ),
          },
          {
            id: 'left',
            header: t('parked.left'),
            align: 'end',
            cell: ({ waiting }) =>
              waiting === null ? (
                '–'
              ) : (
                <Money f={f} amount={{ minor: waiting.leftMinor, currency: waiting.currency }} />
              ),
          },
          {
            id: 'since',
            header: t('topUps.created'),
            cell: (row) => <DateTime f={f} value={row.createdAt} show="relative" now={ctx.now} />,
          },
          {
            id: 'decision',
            header: t('parked.decision'),
            cell: (row) => <Decision ctx={ctx} topUp={row} />,
          },
        ]}
      />
    </MoneyFrame>
  );
}

function isAskedFor({ parkReason }: ParkedTopUp): boolean {
  return parkReason !== 'extra' && parkReason !== 'names';
}
