import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { DateTime } from '@/app/_ui/values';
import type { ScheduledJob } from '@/lib/screens/admin/job-runs';
import type { SweepHealth } from '@/lib/screens/admin/jobs';
import { getJobWords } from '../_view/job-words';

type ScheduleProps = {
  sweeps: readonly SweepHealth[];
  schedule: readonly ScheduledJob[];
  now: Date;
};

/** One line per recurring job: its purpose, its schedule, and whether it runs on time. */
export async function Schedule({ sweeps, schedule, now }: ScheduleProps) {
  const [t, f, words] = await Promise.all([
    getTranslations('admin-jobs.schedule'),
    getOperatorFormats(),
    getJobWords(),
  ]);
  const crons = new Map(schedule.map((job) => [job.functionId.replace(/^netpurse-/, ''), job]));
  const rows = [...sweeps]
    .sort((a, b) => Number(b.isLate) - Number(a.isLate))
    .map((sweep) => ({ ...sweep, cron: crons.get(sweep.job) }));
  const none = <span className="text-ink-muted">–</span>;
  return (
    <Card title={t('title')} description={t('text')} flush>
      <SimpleTable
        label={t('title')}
        rows={rows}
        rowId={(row) => row.job}
        columns={[
          {
            id: 'job',
            header: t('job'),
            role: 'title',
            cell: (row) => (
              <>
                {words.nameOf(row.job)}
                <span className="block max-w-96 font-normal text-ink-muted text-xs">
                  {words.textOf(row.job)}
                </span>
              </>
            ),
          },
          {
            id: 'state',
            header: t('state'),
            cell: (row) => (
              <StatusBadge tone={row.isLate ? 'danger' : row.lastSuccessAt ? 'positive' : 'info'}>
                {t(row.isLate ? 'late' : row.lastSuccessAt ? 'onTime' : 'notYet')}
              </StatusBadge>
            ),
          },
          {
            id: 'last',
            header: t('last'),
            cell: (row) =>
              row.lastSuccessAt === null ? (
                none
              ) : (
                <DateTime f={f} value={row.lastSuccessAt} show="relative" now={now} />
              ),
          },
          {
            id: 'every',
            header: t('every'),
            cell: (row) => (row.cron ? words.cronOf(row.cron.cron) : none),
          },
          {
            id: 'next',
            header: t('next'),
            role: 'extra',
            cell: (row) =>
              row.cron ? (
                <DateTime f={f} value={row.cron.nextAt} show="relative" now={now} />
              ) : (
                none
              ),
          },
          {
            id: 'backlog',
            header: t('backlog'),
            align: 'end',
            cell: (row) => (
              <>
                {f.count(row.backlog)}
                {row.oldestDueAt !== null && (
                  <span className="block text-warning-ink text-xs">
                    {t('oldest', { when: f.relative(row.oldestDueAt, now) })}
                  </span>
                )}
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}
