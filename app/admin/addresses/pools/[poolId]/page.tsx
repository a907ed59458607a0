import { Trash2 } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import type { PoolView } from '@/lib/network/pool-view';
import { getPool } from '@/lib/screens/admin/pools';
import { PoolForm } from '../../_form/pool-form';
import { editPool, removePool } from '../../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-addresses'))('pool.edit') };
}

export default async function PoolPage({ params }: { params: Promise<{ poolId: string }> }) {
  const ctx = await requireStaffCtx('network.read');
  const pool = await foundPage(getPool(ctx, idFromPath((await params).poolId)));
  const t = await getTranslations('admin-addresses.pool');
  const mayWrite = can(ctx.actor.role, 'network.write');
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <PageHeader
        title={pool.name}
        {...(mayWrite ? { description: t('editText') } : {})}
        crumbs={[{ label: t('title'), href: '/admin/addresses/pools' }]}
        actions={mayWrite && <DeletePool pool={pool} />}
      />
      <Card>
        <KeyValueList
          layout="facts"
          items={[
            { id: 'router', label: t('router'), value: pool.routerName },
            { id: 'network', label: t('network'), value: `${pool.networkName} ${pool.cidr}` },
            { id: 'range', label: t('range'), value: `${pool.firstAddress}–${pool.lastAddress}` },
            {
              id: 'services',
              label: t('services'),
              value: t('servicesOf', { services: pool.services, size: pool.size }),
            },
            { id: 'fill', label: t('fillOf', { name: pool.name }), value: t(`fill.${pool.fill}`) },
          ]}
        />
      </Card>
      {mayWrite && (
        <PoolForm action={editPool} pool={pool}>
          <input type="hidden" name="poolId" value={pool.poolId} />
        </PoolForm>
      )}
    </div>
  );
}

async function DeletePool({ pool }: { pool: PoolView }) {
  const t = await getTranslations('admin-addresses.pool');
  return (
    <ConfirmDialog
      trigger={
        <Button variant="dangerQuiet" icon={<Trash2 aria-hidden />}>
          {t('delete')}
        </Button>
      }
      title={t('deleteTitle', { name: pool.name })}
      confirmLabel={t('delete')}
      action={removePool}
      fields={<input type="hidden" name="poolId" value={pool.poolId} />}
    >
      {t('deleteText', { router: pool.routerName })}
    </ConfirmDialog>
  );
}
