import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery, type TableSpec } from '@/app/_tables/table-query';
import { EmptyState } from '@/app/_ui/empty-state';
import { type RunStatus, runStatuses } from '@/lib/kit/words';
import { listRuns } from '@/lib/screens/admin/job-runs';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { runColumns } from '../_list/run-columns';
import { JobsFrame } from '../_parts/jobs-frame';
import { getJobWords } from '../_view/job-words';

const runSpec: TableSpec = {
  id: 'job-runs',
  sortable: [],
  defaultSort: { column: 'created', direction: 'desc' },
  filters: ['status', 'job'],
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-jobs'))('tabs.runs') };
}

export default async function RunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaffCtx('jobs.read');
  const query = readTableQuery(runSpec, await searchParams);
  const [t, words, health, columns, page] = await Promise.all([
    getTranslations('admin-jobs'),
    getJobWords(),
    getJobsHealth(ctx),
    runColumns(ctx),
    listRuns(ctx, {
      statuses: (query.filters['status'] ?? []).filter((word): word is RunStatus =>
        (runStatuses as readonly string[]).includes(word),
      ),
      functionIds: (query.filters['job'] ?? []).map((job) => `netpurse-${job}`),
      after: query.after,
      before: query.before,
    }),
  ]);
  return (
    <JobsFrame current="runs" health={health}>
      <DataTable
        spec={runSpec}
        query={query}
        path="/admin/jobs/runs"
        label={t('tabs.runs')}
        filters={[
          {
            id: 'status',
            label: t('runs.status'),
            options: runStatuses.map((value) => ({ value, label: t(`status.${value}`) })),
          },
          {
            id: 'job',
            label: t('runs.job'),
            options: words.known,
          },
        ]}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.runId}
        rowLabel={(row) => words.nameOf(row.functionId)}
        page={page}
        empty={<EmptyState title={t('runs.empty')}>{t('runs.emptyText')}</EmptyState>}
      />
    </JobsFrame>
  );
}
