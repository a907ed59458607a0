import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { ComparedPlan } from '@/app/_operator/compared-plan';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { PageHeader } from '@/app/_ui/page-header';
import type { RolloutMoment } from '@/lib/kit/words';
import { planOfTerms } from '@/lib/orders/rules';
import { previewRollout, type RolloutPreview } from '@/lib/rollouts/preview-rollout';
import { getItemFormChoices } from '@/lib/screens/admin/catalogue';
import { getItem, listVersions } from '@/lib/screens/admin/catalogue-item';
import { getRolloutTarget } from '@/lib/screens/admin/roll-outs';
import { type CatalogueWords, catalogueWords } from '../../_view/item-words';
import { RolloutPreviewTable } from '../../_view/rollout-preview';
import { rolloutPreviewText } from '../../_view/rollout-preview-text';
import { ChooseRollout } from './choose-rollout';
import { StartRolloutButton } from './start-rollout-button';

type RolloutPageProps = {
  params: Promise<{ itemId: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await catalogueWords())('rollout.title') };
}

export default async function RolloutPage({ params, searchParams }: RolloutPageProps) {
  const ctx = await requireStaffCtx('catalog.write');
  const itemId = idFromPath((await params).itemId);
  const { target, when } = await searchParams;
  const [t, f, item, { plans }] = await Promise.all([
    catalogueWords(),
    getOperatorFormats(),
    foundPage(getItem(ctx, itemId)),
    getItemFormChoices(ctx),
  ]);
  const moment: RolloutMoment = when === 'now' ? 'now' : 'period_end';
  const targetItemId = typeof target === 'string' ? idFromPath(target) : null;
  const preview =
    targetItemId === null
      ? null
      : await foundPage(previewOf(ctx, { itemId, targetItemId, moment }));
  const others = plans.filter((plan) => plan.itemId !== itemId && plan.status === 'active');
  return (
    <ClientMessages namespaces={['admin-catalogue']}>
      <PageHeader
        title={t('rollout.titleOf', { name: item.name })}
        description={t('rollout.description')}
        crumbs={[
          { label: t('title'), href: '/admin/catalogue' },
          { label: item.name, href: `/admin/catalogue/${itemId}` },
        ]}
      />
      <div className="flex max-w-4xl flex-col gap-5">
        <ChooseRollout
          targets={[
            { value: itemId.toString(), label: t('rollout.targetSame', { name: item.name }) },
            ...(item.kind === 'internet' ? others : []).map((plan) => ({
              value: plan.itemId.toString(),
              label: plan.name,
            })),
          ]}
          target={(targetItemId ?? itemId).toString()}
          moment={moment}
        />
        {preview && targetItemId !== null && (
          <Card title={t('rollout.previewTitle')}>
            <RolloutPreviewTable preview={await rolloutPreviewText(preview, { t, f })} />
            <ChangedTerms ctx={ctx} t={t} itemId={itemId} targetItemId={targetItemId} />
            <div className="mt-5">
              {preview.summary.applied === 0 ? (
                <p className="text-ink-muted">{t('rollout.nothing')}</p>
              ) : (
                <StartRolloutButton
                  rolloutId={randomUUID()}
                  itemId={itemId}
                  targetItemId={targetItemId}
                  moment={moment}
                  shownVersionId={preview.versionId}
                  count={preview.summary.applied}
                />
              )}
            </div>
          </Card>
        )}
      </div>
    </ClientMessages>
  );
}

type ChangedTermsProps = {
  ctx: StaffCtx;
  t: CatalogueWords;
  itemId: number;
  targetItemId: number;
};

/** Changes besides the price, for each version with services. */
async function ChangedTerms({ ctx, t, itemId, targetItemId }: ChangedTermsProps) {
  const [versions, target] = await Promise.all([
    listVersions(ctx, itemId),
    getItem(ctx, targetItemId),
  ]);
  return versions
    .filter(({ services }) => services > 0)
    .map(({ versionId, version, terms }) => (
      <ComparedPlan
        key={versionId}
        title={t('rollout.changesFrom', { version })}
        was={planOfTerms(terms)}
        now={planOfTerms(target.terms)}
      />
    ));
}

async function previewOf(
  ctx: StaffCtx,
  ids: { itemId: number; targetItemId: number; moment: RolloutMoment },
): Promise<RolloutPreview & { versionId: number }> {
  const target = await getRolloutTarget(ctx, ids.targetItemId);
  const kind = ids.targetItemId === ids.itemId ? 'version' : 'plan';
  const plan = { kind, moment: ids.moment, target } as const;
  const preview = await previewRollout(ctx, { itemId: ids.itemId, plan });
  return { ...preview, versionId: target.versionId };
}
