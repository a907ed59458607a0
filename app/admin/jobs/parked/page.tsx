import { CircleCheck, RotateCcw } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { ActionButton } from '@/app/_forms/action-button';
import { afterFromQuery } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { Pagination } from '@/app/_ui/pagination';
import { DateTime } from '@/app/_ui/values';
import { can } from '@/lib/authorise/rights';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { listParkedServices, type ParkedService } from '@/lib/screens/admin/parked-services';
import { JobsFrame } from '../_parts/jobs-frame';
import { getJobWords } from '../_view/job-words';
import { tryAgain } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-jobs'))('tabs.parked') };
}

export default async function ParkedPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const ctx = await requireStaffCtx('jobs.read');
  const after = afterFromQuery((await searchParams)['after']);
  const [t, health, columns, { rows, next }] = await Promise.all([
    getTranslations('admin-jobs.parked'),
    getJobsHealth(ctx),
    parkedColumns(ctx),
    listParkedServices(ctx, after > 0 ? { after } : {}),
  ]);
  return (
    <JobsFrame current="parked" health={health}>
      <Card title={t('title')} description={t('text')} flush={rows.length > 0}>
        {rows.length === 0 ? (
          <EmptyState icon={<CircleCheck aria-hidden />} title={t('empty')} headingLevel={3}>
            {t('emptyText')}
          </EmptyState>
        ) : (
          <SimpleTable
            label={t('title')}
            rows={rows}
            rowId={(row) => String(row.serviceId)}
            columns={columns}
          />
        )}
      </Card>
      {next !== undefined && (
        <div className="mt-3">
          <Pagination nextHref={`/admin/jobs/parked?after=${next}`} />
        </div>
      )}
    </JobsFrame>
  );
}

async function parkedColumns({ actor, now }: StaffCtx): Promise<Column<ParkedService>[]> {
  const [t, f, words] = await Promise.all([
    getTranslations('admin-jobs.parked'),
    getOperatorFormats(),
    getJobWords(),
  ]);
  const reasonOf = (fault: string) =>
    t.has(`fault.${fault.slice(0, 2)}`) ? t(`fault.${fault.slice(0, 2)}`) : t('fault.other');
  const columns: Column<ParkedService>[] = [
    {
      id: 'service',
      header: t('service'),
      role: 'title',
      cell: (row) => (
        <>
          <AppLink href={`/admin/services/${row.serviceId}`} className="rounded-sm hover:underline">
            {row.itemName}
          </AppLink>
          <span className="block font-normal text-ink-muted text-xs">{row.customerName}</span>
        </>
      ),
    },
    {
      id: 'reason',
      header: t('reason'),
      cell: (row) => (
        <>
          {reasonOf(row.fault)}
          <span className="block font-mono text-ink-muted text-xs [overflow-wrap:anywhere]">
            {t('reference', { fault: row.fault, id: row.errorId })}
          </span>
        </>
      ),
    },
    { id: 'job', header: t('job'), role: 'extra', cell: (row) => words.nameOf(row.job) },
    {
      id: 'since',
      header: t('since'),
      cell: (row) => (
        <>
          <DateTime f={f} value={row.parkedAt} show="relative" now={now} />
          <span className="block text-ink-muted text-xs">
            {t('attempts', { count: row.attempts })}
          </span>
        </>
      ),
    },
    {
      id: 'due',
      header: t('due'),
      cell: (row) =>
        row.dueAt === null ? (
          <span className="text-ink-muted">–</span>
        ) : (
          <DateTime f={f} value={row.dueAt} show="relative" now={now} />
        ),
    },
  ];
  if (!can(actor.role, 'jobs.write')) return columns;
  return [
    ...columns,
    {
      id: 'again',
      header: t('actions'),
      cell: (row) => (
        <ActionButton
          action={tryAgain}
          values={{ serviceId: row.serviceId }}
          size="sm"
          icon={<RotateCcw aria-hidden />}
        >
          {t('again')}
        </ActionButton>
      ),
    },
  ];
}
