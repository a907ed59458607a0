import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { Stat } from '@/app/_ui/stat';
import { getJobsHealth, type JobsHealth } from '@/lib/jobs/queries';
import { listSchedule } from '@/lib/jobs/runs/queries';
import { JobsFrame } from './_parts/jobs-frame';
import { Schedule } from './_parts/schedule';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-jobs'))('title') };
}

export default async function JobsPage() {
  const ctx = await requireStaffCtx('jobs.read');
  const [t, health, schedule] = await Promise.all([
    getTranslations('admin-jobs'),
    getJobsHealth(ctx),
    listSchedule(ctx),
  ]);
  const late = health.sweeps.filter((sweep) => sweep.isLate).length;
  return (
    <JobsFrame current="health" health={health}>
      <div className="flex flex-col gap-5">
        {health.isHealthy ? (
          <Callout tone="positive">{t('healthy')}</Callout>
        ) : (
          <Callout tone="danger" title={t('unhealthy')}>
            {late > 0 && <p>{t('late', { count: late })}</p>}
            {health.undelivered.count > 0 && <p>{t('stuckEvents')}</p>}
          </Callout>
        )}
        <Figures health={health} />
        <Schedule sweeps={health.sweeps} schedule={schedule} now={ctx.now} />
      </div>
    </JobsFrame>
  );
}

async function Figures({ health }: { health: JobsHealth }) {
  const [t, f] = await Promise.all([getTranslations('admin-jobs.figure'), getOperatorFormats()]);
  const { sweeps, undelivered, waitingCalls, failedRuns } = health;
  const backlog = sweeps.reduce((sum, sweep) => sum + sweep.backlog, 0);
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Stat label={t('backlog')} value={f.count(backlog)} caption={t('backlogText')} />
      <Stat label={t('waiting')} value={f.count(waitingCalls)} caption={t('waitingText')} />
      <Stat
        label={t('undelivered')}
        value={f.count(undelivered.count)}
        caption={
          undelivered.count === 0
            ? t('none')
            : t('oldest', { time: f.duration(undelivered.oldestSeconds) })
        }
        href="/admin/jobs/events"
      />
      <Stat
        label={t('failed')}
        value={f.count(failedRuns)}
        tone={failedRuns > 0 ? 'danger' : 'positive'}
        caption={failedRuns > 0 ? t('lastDay') : t('none')}
        href="/admin/jobs/runs?status=failed"
      />
    </div>
  );
}
