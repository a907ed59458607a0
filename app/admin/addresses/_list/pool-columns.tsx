import { getTranslations } from 'next-intl/server';
import type { Column } from '@/app/_tables/columns';
import { AppLink } from '@/app/_ui/app-link';
import { Meter } from '@/app/_ui/meter';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { PoolView } from '@/lib/network/pool-view';
import type { PoolFill } from '@/lib/network/rules/plan';

const fillTone: Record<PoolFill, Tone> = {
  roomy: 'positive',
  'nearly-full': 'warning',
  exhausted: 'danger',
};

export async function poolColumns(): Promise<Column<PoolView>[]> {
  const t = await getTranslations('admin-addresses.pool');
  return [
    {
      id: 'name',
      header: t('name'),
      role: 'title',
      cell: (pool) => (
        <AppLink
          href={`/admin/addresses/pools/${pool.poolId}`}
          className="rounded-sm hover:underline"
        >
          {pool.name}
        </AppLink>
      ),
    },
    {
      id: 'router',
      header: t('router'),
      cell: (pool) => (
        <span className="flex flex-wrap items-center gap-2">
          <AppLink href={`/admin/routers/${pool.routerId}`} className="rounded-sm hover:underline">
            {pool.routerName}
          </AppLink>
          {pool.takesAny && <StatusBadge tone="neutral">{t('anyHere')}</StatusBadge>}
        </span>
      ),
    },
    {
      id: 'range',
      header: t('range'),
      cell: (pool) => (
        <span className="tabular-nums">{`${pool.firstAddress}–${pool.lastAddress}`}</span>
      ),
    },
    {
      id: 'network',
      header: t('network'),
      role: 'extra',
      cell: (pool) => (
        <AppLink href={`/admin/addresses/${pool.networkId}`} className="rounded-sm hover:underline">
          {pool.networkName}
        </AppLink>
      ),
    },
    {
      id: 'services',
      header: t('services'),
      cell: (pool) => (
        <span className="flex flex-wrap items-center gap-3">
          <Meter
            className="w-36"
            size="sm"
            ratio={pool.services / pool.size}
            label={<span className="sr-only">{t('fillOf', { name: pool.name })}</span>}
            value={t('servicesOf', { services: pool.services, size: pool.size })}
            tone={fillTone[pool.fill]}
          />
          <StatusBadge tone={fillTone[pool.fill]}>{t(`fill.${pool.fill}`)}</StatusBadge>
        </span>
      ),
    },
  ];
}
