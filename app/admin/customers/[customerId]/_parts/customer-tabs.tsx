'use client';

import { useSelectedLayoutSegment } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Tabs } from '@/app/_ui/tabs';

type CustomerTabsProps = {
  customerId: number;
  tabs: readonly (
    | 'services'
    | 'wallet'
    | 'timeline'
    | 'usage'
    | 'orders'
    | 'messages'
    | 'details'
    | 'history'
  )[];
};

export function CustomerTabs({ customerId, tabs }: CustomerTabsProps) {
  const t = useTranslations('admin-customers.tab');
  const segment = useSelectedLayoutSegment();
  const base = `/admin/customers/${customerId}`;
  // A form is not a tab, and its breadcrumb leads back.
  if (segment === 'add-service' || segment === 'merge') return null;
  return (
    <Tabs
      label={t('label')}
      current={segment ?? 'services'}
      tabs={tabs.map((id) => ({
        id,
        label: t(id),
        href: id === 'services' ? base : `${base}/${id}`,
      }))}
    />
  );
}
