import { Scale } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ActionButton } from '@/app/_forms/action-button';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { can } from '@/lib/authorise/rights';
import { driftKinds } from '@/lib/kit/router-words';
import { findLastApply } from '@/lib/screens/admin/last-apply';
import { getRouterDetail, type RouterDetail } from '@/lib/screens/admin/router';
import { DriftTable } from '../../_list/drift-table';
import { compare } from '../../_parts/actions';
import { RouterFrame } from '../../_parts/router-frame';
import { noDrift } from '../../_view/in-order';
import { LastApplyCard } from './last-apply-card';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('tabs.drift') };
}

export default async function DriftPage({ params }: { params: Promise<{ routerId: string }> }) {
  const ctx = await requireStaffCtx('routers.read');
  const router = await foundPage(getRouterDetail(ctx, idFromPath((await params).routerId)));
  const t = await getTranslations('admin-routers');
  const { routerId, drifts } = router;
  const apply = await findLastApply(ctx, routerId);
  const refusal = can(ctx.actor.role, 'routers.write')
    ? router.status === 'off'
      ? t('work.isOff')
      : undefined
    : t('noRight');
  return (
    <RouterFrame ctx={ctx} router={router} current="drift">
      <Card
        title={t('drift.title')}
        description={t('drift.text')}
        flush={drifts.length > 0}
        actions={
          <>
            <ActionButton
              action={compare}
              values={{ routerId, isRepairing: 'false' }}
              icon={<Scale aria-hidden />}
              disabledReason={refusal}
            >
              {t('drift.compare')}
            </ActionButton>
            {drifts.length > 0 && <Repair router={router} refusal={refusal} />}
          </>
        }
      >
        {drifts.length === 0 ? (
          <p className="text-ink-muted">{t(`drift.${noDrift(router)}`)}</p>
        ) : (
          <DriftTable router={router} now={ctx.now} />
        )}
      </Card>
      {apply !== null && (
        <div className="mt-6">
          <LastApplyCard router={router} apply={apply} now={ctx.now} refusal={refusal} />
        </div>
      )}
    </RouterFrame>
  );
}

/** Explains what a repair does to each kind before running it. */
async function Repair({ router, refusal }: { router: RouterDetail; refusal: string | undefined }) {
  const t = await getTranslations('admin-routers.drift');
  if (refusal !== undefined) {
    return (
      <Button variant="primary" disabledReason={refusal}>
        {t('repair')}
      </Button>
    );
  }
  const counts = driftKinds
    .map((kind) => ({ kind, count: router.drifts.filter((drift) => drift.kind === kind).length }))
    .filter(({ count }) => count > 0);
  return (
    <ConfirmDialog
      trigger={<Button variant="primary">{t('repair')}</Button>}
      title={t('repairTitle', { name: router.name })}
      confirmLabel={t('repair')}
      action={compare}
      tone="accent"
      fields={
        <>
          <input type="hidden" name="routerId" value={router.routerId} />
          <input type="hidden" name="isRepairing" value="true" />
        </>
      }
    >
      <ul className="list-disc ps-5">
        {counts.map(({ kind, count }) => (
          <li key={kind}>{t(`effect.${kind}`, { count })}</li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
