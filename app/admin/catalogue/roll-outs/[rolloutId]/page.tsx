import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { RefreshWhileRunning } from '@/app/_live/refresh-while-running';
import { afterFromQuery, foundPage } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Meter } from '@/app/_ui/meter';
import { PageHeader } from '@/app/_ui/page-header';
import { Pagination } from '@/app/_ui/pagination';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Tabs } from '@/app/_ui/tabs';
import { DateTime } from '@/app/_ui/values';
import { can } from '@/lib/authorise/rights';
import { rolloutRowStates } from '@/lib/kit/words';
import { getRollout, listRolloutRows } from '@/lib/screens/admin/roll-outs';
import { catalogueWords, targetText } from '../../_view/item-words';
import { reasonWords } from '../../_view/rollout-preview-text';
import { ResumeRollout } from './resume-rollout';
import { RolloutRows } from './rollout-rows';

type RolloutPageProps = {
  params: Promise<{ rolloutId: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await catalogueWords())('rollout.title') };
}

export default async function RolloutPage({ params, searchParams }: RolloutPageProps) {
  const ctx = await requireStaffCtx('catalog.read');
  const { rolloutId } = await params;
  const { state: asked, after } = await searchParams;
  const [t, f, rollout, reasons] = await Promise.all([
    catalogueWords(),
    getOperatorFormats(),
    foundPage(getRollout(ctx, rolloutId)),
    reasonWords(),
  ]);
  const state = rolloutRowStates.find((name) => name === asked);
  const { rows, nextAfterId } = await listRolloutRows(ctx, {
    rolloutId,
    states: state ? [state] : [],
    afterId: afterFromQuery(after),
  });
  const path = `/admin/catalogue/roll-outs/${rolloutId}`;
  const { counts, total, finishedAt } = rollout;
  const done = total - counts.pending;
  const isRunning = finishedAt === null;
  return (
    <ClientMessages namespaces={['admin-catalogue']}>
      {isRunning && <RefreshWhileRunning />}
      <PageHeader
        title={t('rollout.titleOf', { name: rollout.itemName })}
        crumbs={[
          { label: t('title'), href: '/admin/catalogue' },
          { label: rollout.itemName, href: `/admin/catalogue/${rollout.itemId}?view=rollouts` },
        ]}
        badge={
          <StatusBadge tone={isRunning ? 'accent' : 'positive'}>
            {t(isRunning ? 'rollout.running' : 'rollout.finished')}
          </StatusBadge>
        }
        description={targetText(t, rollout)}
        actions={
          isRunning &&
          can(ctx.actor.role, 'catalog.write') && <ResumeRollout rolloutId={rolloutId} />
        }
      />
      <div className="flex flex-col gap-5">
        <Card>
          <Meter
            ratio={total === 0 ? 1 : done / total}
            label={t('rollout.progress')}
            value={t('rollout.progressOf', { done, total })}
            tone={counts.refused > 0 ? 'warning' : 'accent'}
          />
          <KeyValueList
            layout="facts"
            className="mt-5"
            items={[
              {
                id: 'moment',
                label: t('rollout.moment'),
                value: t(`rollout.moments.${rollout.moment}`),
              },
              {
                id: 'start',
                label: t('rollout.startedAt'),
                value: <DateTime f={f} value={rollout.createdAt} now={ctx.now} />,
              },
              {
                id: 'end',
                label: t('rollout.finishedAt'),
                value:
                  finishedAt === null ? (
                    t('none')
                  ) : (
                    <DateTime f={f} value={finishedAt} now={ctx.now} />
                  ),
              },
            ]}
          />
        </Card>
        <div>
          <Tabs
            label={t('rollout.result')}
            current={state ?? 'all'}
            tabs={[
              { id: 'all', label: t('rollout.all'), href: path, count: f.count(total) },
              ...rolloutRowStates.map((id) => ({
                id,
                label: t(`rollout.states.${id}`),
                href: `${path}?state=${id}`,
                count: f.count(counts[id]),
              })),
            ]}
          />
          <RolloutRows rows={rows} t={t} f={f} reasons={reasons} />
          <Pagination
            previousHref={undefined}
            nextHref={
              nextAfterId === null
                ? undefined
                : `${path}?${state ? `state=${state}&` : ''}after=${nextAfterId}`
            }
          />
        </div>
      </div>
    </ClientMessages>
  );
}
