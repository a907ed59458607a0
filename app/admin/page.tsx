import { CircleCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { LiveRefresh } from '@/app/_live/live-refresh';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { ConcernRow } from './_overview/concern-row';
import { listConcerns } from './_overview/concerns';
import { OverviewStats } from './_overview/overview-stats';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-overview'))('title') };
}

/** What needs attention, then the current figures. */
export default async function OverviewPage() {
  const ctx = await requireStaffCtx('customers.read');
  const [t, concerns] = await Promise.all([getTranslations('admin-overview'), listConcerns(ctx)]);
  return (
    <>
      <LiveRefresh since={ctx.now} />
      <PageHeader title={t('title')} description={t('description')} />
      <OverviewStats ctx={ctx} />
      <Card flush={concerns.length > 0} title={t('attention')} description={t('attentionText')}>
        {concerns.length === 0 ? (
          <EmptyState icon={<CircleCheck aria-hidden />} title={t('allWell')} headingLevel={3}>
            {t('allWellText')}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line border-line border-t">
            {concerns.map((concern) => (
              <ConcernRow key={concern.id} concern={concern} />
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
