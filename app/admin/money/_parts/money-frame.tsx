import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { StaffCtx } from '@/app/_auth/session';
import { LiveRefresh } from '@/app/_live/live-refresh';
import { PageHeader } from '@/app/_ui/page-header';
import { Tabs } from '@/app/_ui/tabs';
import { countPaymentsToDecide } from '@/lib/screens/admin/money';

type MoneyFrameProps = {
  ctx: StaffCtx;
  current: 'overview' | 'top-ups' | 'parked' | 'disputes' | 'ledger';
  children: ReactNode;
};

/** Frame of the pages about the operator's money, with the number of pending decisions. */
export async function MoneyFrame({ ctx, current, children }: MoneyFrameProps) {
  const [t, waiting] = await Promise.all([
    getTranslations('admin-money'),
    countPaymentsToDecide(ctx),
  ]);
  const countOf = (count: number) => (count > 0 ? { count } : {});
  return (
    <>
      <LiveRefresh since={ctx.now} />
      <PageHeader title={t('title')} description={t('description')} />
      <Tabs
        label={t('tabs.label')}
        current={current}
        tabs={[
          { id: 'overview', label: t('tabs.overview'), href: '/admin/money' },
          { id: 'top-ups', label: t('tabs.topUps'), href: '/admin/money/top-ups' },
          {
            id: 'parked',
            label: t('tabs.parked'),
            href: '/admin/money/parked',
            ...countOf(waiting.parked),
          },
          {
            id: 'disputes',
            label: t('tabs.disputes'),
            href: '/admin/money/disputes',
            ...countOf(waiting.disputes),
          },
          { id: 'ledger', label: t('tabs.ledger'), href: '/admin/money/ledger' },
        ]}
      />
      {children}
    </>
  );
}
