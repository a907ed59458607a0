import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Callout } from '@/app/_ui/callout';
import { Stat } from '@/app/_ui/stat';
import { jobsMode } from '@/inngest/client/mode';
import { type JobLoad, listJobLoads } from '@/lib/screens/admin/job-loads';
import { listSchedule } from '@/lib/screens/admin/job-runs';
import { getJobsHealth, type JobsHealth } from '@/lib/screens/admin/jobs';
import { Functions } from './_parts/functions';
import { JobsFrame } from './_parts/jobs-frame';
import { Schedule } from './_parts/schedule';

const DAY_SECONDS = 86_400;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-jobs'))('title') };
}

export default async function JobsPage() {
  const ctx = await requireStaffCtx('jobs.read');
  const [t, health, schedule, loads] = await Promise.all([
    getTranslations('admin-jobs'),
    getJobsHealth(ctx),
    listSchedule(ctx),
    listJobLoads(ctx, { windowSeconds: DAY_SECONDS }),
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
        {health.parked > 0 && (
          <Callout tone="warning">
            <AppLink href="/admin/jobs/parked" className="underline">
              {t('parkedNotice', { count: health.parked })}
            </AppLink>
          </Callout>
        )}
        <Figures health={health} loads={loads} now={ctx.now} />
        <Schedule sweeps={health.sweeps} schedule={schedule} now={ctx.now} />
        {jobsMode().kind === 'embedded' && <Functions loads={loads} now={ctx.now} />}
      </div>
    </JobsFrame>
  );
}

type FiguresProps = {
  health: JobsHealth;
  loads: readonly JobLoad[];
  now: Date;
};

async function Figures({ health, loads, now }: FiguresProps) {
  const [t, f] = await Promise.all([getTranslations('admin-jobs.figure'), getOperatorFormats()]);
  const { sweeps, undelivered, waitingCalls, failedRuns } = health;
  const backlog = sweeps.reduce((sum, sweep) => sum + sweep.backlog, 0);
  const due = loads.flatMap(({ oldestDueAt }) => (oldestDueAt ? [oldestDueAt.getTime()] : []));
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Stat label={t('backlog')} value={f.count(backlog)} caption={t('backlogText')} />
      <Stat
        label={t('waiting')}
        value={f.count(waitingCalls)}
        caption={
          due.length === 0
            ? t('waitingText')
            : t('oldestCall', { when: f.relative(new Date(Math.min(...due)), now) })
        }
      />
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
