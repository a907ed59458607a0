import { Gauge, Pencil, RefreshCw } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { StaffCtx } from '@/app/_auth/session';
import { ActionButton } from '@/app/_forms/action-button';
import { LiveRefresh } from '@/app/_live/live-refresh';
import { SteadyRefresh } from '@/app/_live/steady-refresh';
import { Button, LinkButton } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { Tabs } from '@/app/_ui/tabs';
import { can } from '@/lib/authorise/rights';
import type { RouterDetail } from '@/lib/screens/admin/router';
import { RouterStatusBadge } from '../_view/router-status-badge';
import { pollNow, syncNow } from './actions';

type RouterFrameProps = {
  ctx: StaffCtx;
  router: RouterDetail;
  current: 'overview' | 'drift' | 'pushes' | 'setup';
  children: ReactNode;
};

/** Frame of every page of one router: name, state, actions and views. */
export async function RouterFrame({ ctx, router, current, children }: RouterFrameProps) {
  const t = await getTranslations('admin-routers');
  const { routerId, name } = router;
  const path = `/admin/routers/${routerId}`;
  return (
    <>
      <LiveRefresh since={ctx.now} />
      <SteadyRefresh seconds={10} />
      <PageHeader
        title={name}
        crumbs={[{ label: t('title'), href: '/admin/routers' }]}
        badge={<RouterStatusBadge status={router.status} size="md" />}
        actions={<Actions canWrite={can(ctx.actor.role, 'routers.write')} router={router} />}
      />
      <Tabs
        label={t('tabs.label')}
        current={current}
        tabs={[
          { id: 'overview', label: t('tabs.overview'), href: path },
          {
            id: 'drift',
            label: t('tabs.drift'),
            href: `${path}/drift`,
            ...(router.drifts.length > 0 ? { count: router.drifts.length } : {}),
          },
          { id: 'pushes', label: t('tabs.pushes'), href: `${path}/pushes` },
          { id: 'setup', label: t('tabs.setup'), href: `${path}/setup` },
        ]}
      />
      {children}
    </>
  );
}

async function Actions({ canWrite, router }: { canWrite: boolean; router: RouterDetail }) {
  const t = await getTranslations('admin-routers');
  const { routerId, status } = router;
  const off = status === 'off' ? t('work.isOff') : undefined;
  const untested = status === 'new' ? t('work.isNew') : undefined;
  const right = canWrite ? undefined : t('noRight');
  return (
    <>
      <ActionButton
        action={syncNow}
        values={{ routerId }}
        icon={<RefreshCw aria-hidden />}
        disabledReason={right ?? off}
      >
        {t('work.sync')}
      </ActionButton>
      <ActionButton
        action={pollNow}
        values={{ routerId }}
        icon={<Gauge aria-hidden />}
        disabledReason={right ?? off ?? untested}
      >
        {t('work.poll')}
      </ActionButton>
      {right === undefined ? (
        <LinkButton href={`/admin/routers/${routerId}/edit`} icon={<Pencil aria-hidden />}>
          {t('edit')}
        </LinkButton>
      ) : (
        <Button icon={<Pencil aria-hidden />} disabledReason={right}>
          {t('edit')}
        </Button>
      )}
    </>
  );
}
