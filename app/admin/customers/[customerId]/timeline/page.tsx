import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { TimelineList } from '@/app/admin/_shared/timeline-list';
import { listCustomerTimeline } from '@/lib/screens/shared/timeline';

type PageProps = {
  params: Promise<{ customerId: string }>;
  searchParams: Promise<{ before?: string }>;
};

export default async function TimelinePage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('services.read');
  const customerId = idFromPath((await params).customerId);
  const asked = new Date((await searchParams).before ?? '');
  const [t, page] = await Promise.all([
    getTranslations('admin-customers.timeline'),
    foundPage(
      listCustomerTimeline(ctx, {
        customerId,
        before: Number.isNaN(asked.getTime()) ? undefined : asked,
        limit: 50,
      }),
    ),
  ]);
  return (
    <Card
      title={t('title')}
      {...(page.before === null
        ? {}
        : {
            footer: (
              <LinkButton
                href={`/admin/customers/${customerId}/timeline?before=${page.before.toISOString()}`}
                variant="ghost"
                size="sm"
              >
                {t('older')}
              </LinkButton>
            ),
          })}
    >
      <TimelineList events={page.events} withService />
    </Card>
  );
}
