import { MailCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { afterFromQuery } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { Pagination } from '@/app/_ui/pagination';
import { DateTime } from '@/app/_ui/values';
import { listWaitingEvents } from '@/lib/screens/admin/job-events';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { JobsFrame } from '../_parts/jobs-frame';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-jobs'))('tabs.events') };
}

export default async function EventsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const ctx = await requireStaffCtx('jobs.read');
  const after = afterFromQuery((await searchParams)['after']);
  const [t, f, health, { rows, next }] = await Promise.all([
    getTranslations('admin-jobs'),
    getOperatorFormats(),
    getJobsHealth(ctx),
    listWaitingEvents(ctx, after > 0 ? { after } : {}),
  ]);
  return (
    <JobsFrame current="events" health={health}>
      <Card title={t('events.title')} description={t('events.text')} flush={rows.length > 0}>
        {rows.length === 0 ? (
          <EmptyState icon={<MailCheck aria-hidden />} title={t('events.empty')} headingLevel={3}>
            {t('events.emptyText')}
          </EmptyState>
        ) : (
          <SimpleTable
            label={t('events.title')}
            rows={rows}
            rowId={(row) => String(row.id)}
            columns={[
              {
                id: 'name',
                header: t('events.name'),
                role: 'title',
                cell: (row) => <span className="font-mono text-xs">{row.name}</span>,
              },
              {
                id: 'data',
                header: t('events.data'),
                cell: (row) => (
                  <code className="block max-w-96 truncate font-mono text-ink-muted text-xs">
                    {JSON.stringify(row.data)}
                  </code>
                ),
              },
              {
                id: 'since',
                header: t('events.since'),
                cell: (row) => (
                  <DateTime f={f} value={row.createdAt} show="relative" now={ctx.now} />
                ),
              },
              {
                id: 'notBefore',
                header: t('events.notBefore'),
                cell: (row) =>
                  row.notBefore === null ? (
                    <span className="text-ink-muted">{t('events.atOnce')}</span>
                  ) : (
                    <DateTime f={f} value={row.notBefore} show="relative" now={ctx.now} />
                  ),
              },
            ]}
          />
        )}
      </Card>
      {next !== undefined && (
        <div className="mt-3">
          <Pagination nextHref={`/admin/jobs/events?after=${next}`} />
        </div>
      )}
    </JobsFrame>
  );
}
