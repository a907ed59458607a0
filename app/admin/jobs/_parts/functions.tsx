import type { Route } from 'next';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { DateTime } from '@/app/_ui/values';
import type { JobLoad } from '@/lib/screens/admin/job-loads';
import { getJobWords } from '../_view/job-words';
import { RunStatusBadge } from '../_view/run-status-badge';

type FunctionsProps = {
  loads: readonly JobLoad[];
  now: Date;
};

/** The queue of each function, its oldest entry, and how its runs of the last day ended. */
export async function Functions({ loads, now }: FunctionsProps) {
  const [t, f, words] = await Promise.all([
    getTranslations('admin-jobs.functions'),
    getOperatorFormats(),
    getJobWords(),
  ]);
  const none = <span className="text-ink-muted">–</span>;
  const count = (value: number) => (value === 0 ? none : f.count(value));
  const rows = loads.map((load) => ({ ...load, id: load.functionId.replace(/^netpurse-/, '') }));
  const busy = new Set(rows.map(({ id }) => id));
  const idle = words.known.filter(({ value }) => !busy.has(value)).map(({ label }) => label);
  return (
    <Card
      title={t('title')}
      description={t('text')}
      flush={rows.length > 0}
      {...(idle.length > 0 ? { footer: t('idle', { jobs: idle.join(', ') }) } : {})}
    >
      {rows.length === 0 ? (
        <p className="text-ink-muted">{t('quiet')}</p>
      ) : (
        <SimpleTable
          label={t('title')}
          rows={rows.sort((a, b) => urgency(b) - urgency(a))}
          rowId={(row) => row.id}
          columns={[
            {
              id: 'job',
              header: t('job'),
              role: 'title',
              cell: (row) => (
                <AppLink
                  href={`/admin/jobs/runs?job=${row.id}` as Route}
                  className="rounded-sm hover:underline"
                >
                  {words.nameOf(row.id)}
                </AppLink>
              ),
            },
            {
              id: 'last',
              header: t('last'),
              cell: ({ lastRun }) =>
                lastRun ? (
                  <span className="flex flex-wrap items-center gap-2 max-md:justify-end">
                    <RunStatusBadge status={lastRun.status} />
                    <AppLink
                      href={`/admin/jobs/runs/${lastRun.runId}` as Route}
                      className="rounded-sm text-xs hover:underline"
                    >
                      <DateTime f={f} value={lastRun.finishedAt} show="relative" now={now} />
                    </AppLink>
                  </span>
                ) : (
                  none
                ),
            },
            {
              id: 'waiting',
              header: t('waiting'),
              align: 'end',
              cell: ({ waiting, oldestDueAt }) => (
                <>
                  {count(waiting)}
                  {oldestDueAt && (
                    <span className="block text-warning-ink text-xs">
                      {t('oldest', { when: f.relative(oldestDueAt, now) })}
                    </span>
                  )}
                </>
              ),
            },
            {
              id: 'underWay',
              header: t('underWay'),
              align: 'end',
              cell: ({ underWay }) => count(underWay),
            },
            {
              id: 'later',
              header: t('later'),
              align: 'end',
              role: 'extra',
              cell: ({ later }) => count(later),
            },
            {
              id: 'completed',
              header: t('completed'),
              align: 'end',
              role: 'extra',
              cell: ({ completed }) => count(completed),
            },
            {
              id: 'failed',
              header: t('failed'),
              align: 'end',
              cell: ({ id, failed }) =>
                failed === 0 ? (
                  none
                ) : (
                  <AppLink
                    href={`/admin/jobs/runs?job=${id}&status=failed` as Route}
                    className="rounded-sm text-danger-ink underline"
                  >
                    {f.count(failed)}
                  </AppLink>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}

/** Failures first, then waiting runs. */
function urgency({ failed, waiting }: JobLoad): number {
  return (failed > 0 ? 2 : 0) + (waiting > 0 ? 1 : 0);
}
