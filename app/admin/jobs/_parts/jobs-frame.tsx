import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { SteadyRefresh } from '@/app/_live/steady-refresh';
import { PageHeader } from '@/app/_ui/page-header';
import { Tabs } from '@/app/_ui/tabs';
import { jobsMode } from '@/inngest/client/mode';
import type { JobsHealth } from '@/lib/screens/admin/jobs';

type JobsFrameProps = {
  current: 'health' | 'runs' | 'sweeps' | 'events' | 'parked';
  health: JobsHealth;
  children: ReactNode;
};

/** Frame of the pages about background work. */
export async function JobsFrame({ current, health, children }: JobsFrameProps) {
  const t = await getTranslations('admin-jobs');
  const mode = jobsMode();
  return (
    <>
      <SteadyRefresh seconds={10} />
      <PageHeader title={t('title')} description={t(`mode.${mode.kind}`)} />
      <Tabs
        label={t('tabs.label')}
        current={current}
        tabs={[
          { id: 'health', label: t('tabs.health'), href: '/admin/jobs' },
          {
            id: 'runs',
            label: t('tabs.runs'),
            href: '/admin/jobs/runs',
            ...(health.failedRuns > 0 ? { count: health.failedRuns } : {}),
          },
          { id: 'sweeps', label: t('tabs.sweeps'), href: '/admin/jobs/sweeps' },
          {
            id: 'events',
            label: t('tabs.events'),
            href: '/admin/jobs/events',
            ...(health.undelivered.count > 0 ? { count: health.undelivered.count } : {}),
          },
          {
            id: 'parked',
            label: t('tabs.parked'),
            href: '/admin/jobs/parked',
            ...(health.parked > 0 ? { count: health.parked } : {}),
          },
        ]}
      />
      {children}
    </>
  );
}
