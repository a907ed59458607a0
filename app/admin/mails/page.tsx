import { MailCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { Pagination } from '@/app/_ui/pagination';
import { Segmented } from '@/app/_ui/tabs';
import { readMailCursor, writeMailCursor } from '@/app/admin/_shared/mail-cursor';
import { MailTable } from '@/app/admin/_shared/mail-table';
import { listNotifications } from '@/lib/screens/admin/mails';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-mails'))('title') };
}

type PageProps = {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** All mails, or those that were not sent. */
export default async function MailsPage({ searchParams }: PageProps) {
  const ctx = await requireStaffCtx('notifications.read');
  const asked = await searchParams;
  const isProblems = asked['view'] === 'problems';
  const path = isProblems ? '/admin/mails?view=problems' : '/admin/mails';
  const [t, { rows, next }] = await Promise.all([
    getTranslations('admin-mails'),
    listNotifications(ctx, {
      ...(isProblems ? { states: ['failed', 'not_configured'] } : {}),
      after: readMailCursor(asked['after']),
    }),
  ]);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Segmented
        label={t('view')}
        current={isProblems ? 'problems' : 'all'}
        className="mb-4"
        tabs={[
          { id: 'all', label: t('all'), href: '/admin/mails' },
          { id: 'problems', label: t('problems'), href: '/admin/mails?view=problems' },
        ]}
      />
      <Card flush={rows.length > 0}>
        {rows.length === 0 ? (
          <EmptyState
            icon={<MailCheck aria-hidden />}
            title={isProblems ? t('noneFailed') : t('none')}
          >
            {isProblems ? t('noneFailedText') : t('noneText')}
          </EmptyState>
        ) : (
          <MailTable ctx={ctx} rows={rows} hasRecipients />
        )}
      </Card>
      {next !== null && (
        <div className="mt-3">
          <Pagination nextHref={`${path}${isProblems ? '&' : '?'}after=${writeMailCursor(next)}`} />
        </div>
      )}
    </>
  );
}
