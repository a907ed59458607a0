import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { listPoolNetworks } from '@/lib/screens/admin/networks';
import { loadFormChoices } from '../../_form/form-choices';
import { PoolForm } from '../../_form/pool-form';
import { addPool } from '../../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-addresses'))('pool.new') };
}

export default async function NewPoolPage() {
  const ctx = await requireStaffCtx('network.write');
  const [t, networks, { routers }] = await Promise.all([
    getTranslations('admin-addresses'),
    listPoolNetworks(ctx),
    loadFormChoices(ctx),
  ]);
  const poolField = namedFields(t, 'pool');
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('pool.new')}
        description={t('pool.newText')}
        crumbs={[{ label: t('pool.title'), href: '/admin/addresses/pools' }]}
      />
      {networks.length === 0 ? (
        <EmptyState
          title={t('pool.noNetworks')}
          action={
            <LinkButton href="/admin/addresses/new" variant="primary">
              {t('addNetwork')}
            </LinkButton>
          }
        >
          {t('pool.emptyText')}
        </EmptyState>
      ) : (
        <PoolForm action={addPool}>
          <SelectField
            {...poolField('networkId')}
            required
            options={networks.map(({ networkId, name, cidr }) => ({
              value: String(networkId),
              label: `${name} ${cidr}`,
            }))}
          />
          <SelectField
            {...poolField('routerId')}
            required
            options={routers.map(({ routerId, name }) => ({
              value: String(routerId),
              label: name,
            }))}
          />
        </PoolForm>
      )}
    </div>
  );
}
