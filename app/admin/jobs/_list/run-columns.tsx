import { RotateCcw } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ActionButton } from '@/app/_forms/action-button';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { AppLink } from '@/app/_ui/app-link';
import { DateTime } from '@/app/_ui/values';
import { can } from '@/lib/authorise/rights';
import type { RunView } from '@/lib/screens/admin/job-runs';
import { runAgain } from '../_parts/actions';
import { getJobWords } from '../_view/job-words';
import { RunStatusBadge } from '../_view/run-status-badge';

export async function runColumns({ actor, now }: StaffCtx): Promise<Column<RunView>[]> {
  const [t, f, words] = await Promise.all([
    getTranslations('admin-jobs.runs'),
    getOperatorFormats(),
    getJobWords(),
  ]);
  const canRetry = can(actor.role, 'jobs.write');
  const columns: Column<RunView>[] = [
    {
      id: 'job',
      header: t('job'),
      role: 'title',
      cell: (row) => (
        <>
          <AppLink href={`/admin/jobs/runs/${row.runId}`} className="rounded-sm hover:underline">
            {words.nameOf(row.functionId)}
          </AppLink>
          <span className="block font-normal text-ink-muted text-xs">
            {words.causeOf(row.causeKey)}
          </span>
        </>
      ),
    },
    {
      id: 'status',
      header: t('status'),
      cell: (row) => (
        <span className="flex flex-col items-start gap-1 max-md:items-end">
          <RunStatusBadge status={row.status} />
          {row.error && (
            <span className="max-w-96 font-mono text-danger-ink text-xs [overflow-wrap:anywhere]">
              {row.error}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'created',
      header: t('created'),
      cell: (row) => <DateTime f={f} value={row.createdAt} show="relative" now={now} />,
    },
    {
      id: 'took',
      header: t('took'),
      align: 'end',
      cell: (row) =>
        row.startedAt === null || row.finishedAt === null
          ? '–'
          : tookText(row.finishedAt.getTime() - row.startedAt.getTime()),
    },
    {
      id: 'attempt',
      header: t('attempt'),
      align: 'end',
      role: 'extra',
      cell: (row) =>
        row.attempt === null ? (
          '–'
        ) : (
          <>
            {f.count(row.attempt)}
            {row.dueAt !== null && row.dueAt > now && (
              <span className="block text-ink-muted text-xs">{f.relative(row.dueAt, now)}</span>
            )}
          </>
        ),
    },
  ];
  const tookText = (ms: number) => (ms < 1000 ? t('milliseconds', { ms }) : f.duration(ms / 1000));
  if (!canRetry) return columns;
  return [
    ...columns,
    {
      id: 'again',
      header: t('actions'),
      cell: (row) =>
        row.status === 'failed' || row.status === 'cancelled' ? (
          <ActionButton
            action={runAgain}
            values={{ runId: row.runId }}
            size="sm"
            icon={<RotateCcw aria-hidden />}
          >
            {t('again')}
          </ActionButton>
        ) : null,
    },
  ];
}
