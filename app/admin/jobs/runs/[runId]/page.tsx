import { RotateCcw } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ActionButton } from '@/app/_forms/action-button';
import { SteadyRefresh } from '@/app/_live/steady-refresh';
import { foundPage } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { Timeline } from '@/app/_ui/timeline';
import { DateTime } from '@/app/_ui/values';
import { can } from '@/lib/authorise/rights';
import { getRun, type RunDetail } from '@/lib/screens/admin/job-runs';
import { runAgain } from '../../_parts/actions';
import { getJobWords } from '../../_view/job-words';
import { RunStatusBadge } from '../../_view/run-status-badge';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-jobs'))('run.title') };
}

export default async function RunPage({ params }: { params: Promise<{ runId: string }> }) {
  const ctx = await requireStaffCtx('jobs.read');
  const run = await foundPage(getRun(ctx, (await params).runId));
  const [t, words] = await Promise.all([getTranslations('admin-jobs'), getJobWords()]);
  const isOver = run.finishedAt !== null;
  const canRetry = can(ctx.actor.role, 'jobs.write') && run.retriedBy === null;
  return (
    <div className="max-w-4xl">
      {!isOver && <SteadyRefresh seconds={3} />}
      <PageHeader
        title={words.nameOf(run.functionId)}
        description={words.textOf(run.functionId)}
        crumbs={[
          { label: t('title'), href: '/admin/jobs' },
          { label: t('tabs.runs'), href: '/admin/jobs/runs' },
        ]}
        badge={<RunStatusBadge status={run.status} size="md" />}
        actions={
          run.error !== null && canRetry ? (
            <ActionButton
              action={runAgain}
              values={{ runId: run.runId }}
              variant="primary"
              icon={<RotateCcw aria-hidden />}
            >
              {t('runs.again')}
            </ActionButton>
          ) : undefined
        }
      />
      <div className="flex flex-col gap-5">
        {run.error !== null && (
          <Callout tone="danger" title={t('run.error')}>
            <span className="font-mono text-xs [overflow-wrap:anywhere]">{run.error}</span>
          </Callout>
        )}
        {run.retriedBy !== null && (
          <Callout>
            <AppLink href={`/admin/jobs/runs/${run.retriedBy}`} className="underline">
              {t('run.retried')}
            </AppLink>
          </Callout>
        )}
        <Facts run={run} cause={words.causeOf(run.causeKey)} />
        <Card title={t('run.steps')}>
          {run.steps.length === 0 ? (
            <p className="text-ink-muted">{t('run.noSteps')}</p>
          ) : (
            <Timeline steps={run.steps.map(stepView)} />
          )}
        </Card>
        <Json title={t('run.events')} value={run.events} />
        {run.error === null && run.output !== null && (
          <Json title={t('run.output')} value={run.output} />
        )}
      </div>
    </div>
  );
}

function stepView({ name, hasFailed, error }: RunDetail['steps'][number], index: number) {
  return {
    id: `${index}-${name}`,
    title: <span className="font-mono text-xs">{name}</span>,
    state: hasFailed ? ('failed' as const) : ('done' as const),
    ...(error ? { detail: error } : {}),
  };
}

async function Facts({ run, cause }: { run: RunDetail; cause: string }) {
  const [t, f] = await Promise.all([getTranslations('admin-jobs.run'), getOperatorFormats()]);
  const at = (value: Date | null) => (value === null ? '–' : <DateTime f={f} value={value} />);
  return (
    <Card title={t('facts')}>
      <KeyValueList
        layout="facts"
        items={[
          { id: 'cause', label: t('cause'), value: cause },
          { id: 'created', label: t('created'), value: at(run.createdAt) },
          { id: 'started', label: t('started'), value: at(run.startedAt) },
          { id: 'finished', label: t('finished'), value: at(run.finishedAt) },
          { id: 'attempt', label: t('attempt'), value: run.attempt ?? '–' },
          {
            id: 'id',
            label: t('id'),
            value: <span className="font-mono text-xs">{run.runId}</span>,
          },
        ]}
      />
    </Card>
  );
}

function Json({ title, value }: { title: string; value: unknown }) {
  return (
    <Card title={title}>
      <section
        // A scrollable box must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        aria-label={title}
        className="max-h-96 overflow-auto rounded-md bg-surface-sunken p-3"
      >
        <pre className="font-mono text-xs leading-relaxed">{JSON.stringify(value, null, 2)}</pre>
      </section>
    </Card>
  );
}
