import { Waves } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { SimpleTable } from '@/app/_tables/simple-table';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { can } from '@/lib/authorise/rights';
import type { PoolView } from '@/lib/network/pool-view';
import { listPools } from '@/lib/screens/admin/pools';
import { poolColumns } from '../_list/pool-columns';
import { AddButton, AddressTabs } from '../_parts/address-tabs';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-addresses'))('pool.title') };
}

export default async function PoolsPage() {
  const ctx = await requireStaffCtx('network.read');
  const [t, pools, columns] = await Promise.all([
    getTranslations('admin-addresses'),
    listPools(ctx),
    poolColumns(),
  ]);
  const full = pools.filter((pool) => pool.fill !== 'roomy');
  return (
    <>
      <AddressTabs ctx={ctx} current="pools" />
      <div className="flex flex-col gap-5">
        {full.length > 0 && (
          <FullPools pools={full} mayWiden={can(ctx.actor.role, 'network.write')} />
        )}
        {pools.length === 0 ? (
          <EmptyState
            icon={<Waves aria-hidden />}
            title={t('pool.emptyTitle')}
            action={<AddButton ctx={ctx} what="pools" />}
          >
            {t('pool.emptyText')}
          </EmptyState>
        ) : (
          <Card flush title={t('pool.title')} description={t('pool.text')}>
            <SimpleTable
              label={t('pool.title')}
              columns={columns}
              rows={pools}
              rowId={(pool) => String(pool.poolId)}
            />
          </Card>
        )}
      </div>
    </>
  );
}

/** Pools that may have no address for the next customer. */
async function FullPools({ pools, mayWiden }: { pools: readonly PoolView[]; mayWiden: boolean }) {
  const t = await getTranslations('admin-addresses.pool');
  const isExhausted = pools.some((pool) => pool.fill === 'exhausted');
  return (
    <Callout
      tone={isExhausted ? 'danger' : 'warning'}
      title={t('fullTitle', { count: pools.length })}
    >
      <ul className="mt-1 flex flex-col gap-1">
        {pools.map((pool) => (
          <li key={pool.poolId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {t('fullText', {
              name: pool.name,
              router: pool.routerName,
              services: pool.services,
              size: pool.size,
            })}
            {mayWiden && (
              <LinkButton href={`/admin/addresses/pools/${pool.poolId}`} size="sm">
                {t('widen')}
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
