import { CircleCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { HeldReadings } from '@/app/admin/_held-usage/held-readings';
import { listHeldReadings } from '@/lib/screens/admin/held-usage';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-customers.usage.held'))('title') };
}

/** Every usage reading that waits for a decision. */
export default async function HeldUsagePage() {
  const ctx = await requireStaffCtx('usage.read');
  const [t, rows] = await Promise.all([
    getTranslations('admin-customers.usage.held'),
    listHeldReadings(ctx),
  ]);
  return (
    <>
      <PageHeader title={t('title')} description={t('text')} />
      <Card flush={rows.length > 0}>
        {rows.length === 0 ? (
          <EmptyState icon={<CircleCheck aria-hidden />} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        ) : (
          <HeldReadings ctx={ctx} rows={rows} withCustomer />
        )}
      </Card>
    </>
  );
}
