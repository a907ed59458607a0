import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery, type TableSpec } from '@/app/_tables/table-query';
import { EmptyState } from '@/app/_ui/empty-state';
import { Stat } from '@/app/_ui/stat';
import type { RepairKind } from '@/lib/kit/words';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { countRepairs } from '@/lib/screens/admin/repairs';
import {
  getSweepDay,
  listSweeps,
  type SweepCounts,
  sweepFilters,
} from '@/lib/screens/admin/sweeps';
import { JobsFrame } from '../_parts/jobs-frame';
import { sweepColumns } from './sweep-columns';

const sweepSpec: TableSpec = {
  id: 'sweeps',
  sortable: [],
  defaultSort: { column: 'started', direction: 'desc' },
  filters: ['with'],
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-jobs'))('tabs.sweeps') };
}

type PageProps = {
  searchParams: Promise<SearchParams>;
};

/** Renewal sweeps that had something to decide, with their results. */
export default async function SweepsPage({ searchParams }: PageProps) {
  const ctx = await requireStaffCtx('jobs.read');
  const query = readTableQuery(sweepSpec, await searchParams);
  const [t, f, health, day, repairs, columns, page] = await Promise.all([
    getTranslations('admin-jobs.sweeps'),
    getOperatorFormats(),
    getJobsHealth(ctx),
    getSweepDay(ctx),
    countRepairs(ctx),
    sweepColumns(),
    listSweeps(ctx, {
      with: query.filters['with'] ?? [],
      after: query.after,
      before: query.before,
    }),
  ]);
  return (
    <JobsFrame current="sweeps" health={health}>
      <DayStats day={day} repairs={repairs} />
      <DataTable
        spec={sweepSpec}
        query={query}
        path="/admin/jobs/sweeps"
        label={t('title')}
        filters={[
          {
            id: 'with',
            label: t('with'),
            options: sweepFilters.map((value) => ({ value, label: t(`filter.${value}`) })),
          },
        ]}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.minute.getTime())}
        rowLabel={(row) => f.dateTime(row.minute)}
        page={page}
        empty={<EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
      />
    </JobsFrame>
  );
}

type DayStatsProps = { day: SweepCounts; repairs: Record<RepairKind, number> };

async function DayStats({ day, repairs }: DayStatsProps) {
  const [t, f] = await Promise.all([getTranslations('admin-jobs.sweeps'), getOperatorFormats()]);
  const errors = day.failed + day.parked;
  const repaired = Object.values(repairs).reduce((sum, count) => sum + count, 0);
  return (
    <div className="mb-5 grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Stat
        label={t('decided')}
        value={f.count(day.decided)}
        caption={t('lastDay', { count: day.chunks })}
      />
      <Stat label={t('charged')} value={f.count(day.allocated)} caption={t('chargedText')} />
      <Stat
        label={t('withheld')}
        value={f.count(day.withheld)}
        caption={t('missedText', { count: day.missed })}
      />
      <Stat
        label={t('errors')}
        value={f.count(errors)}
        tone={errors > 0 ? 'danger' : 'positive'}
        caption={t('errorsText', { parked: day.parked, failed: day.failed })}
      />
      <Stat
        label={t('repaired')}
        value={f.count(repaired)}
        tone={repaired > 0 ? 'danger' : 'positive'}
        caption={repaired === 0 ? t('repairedNone') : t('repairedText', repairs)}
      />
    </div>
  );
}
