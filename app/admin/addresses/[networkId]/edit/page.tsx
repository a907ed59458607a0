import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { PageHeader } from '@/app/_ui/page-header';
import { getNetwork } from '@/lib/screens/admin/networks';
import { loadFormChoices } from '../../_form/form-choices';
import { NetworkForm } from '../../_form/network-form';
import { editNetwork } from '../../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-addresses'))('form.edit') };
}

export default async function EditNetworkPage({
  params,
}: {
  params: Promise<{ networkId: string }>;
}) {
  const ctx = await requireStaffCtx('network.write');
  const network = await foundPage(getNetwork(ctx, idFromPath((await params).networkId)));
  const [t, choices] = await Promise.all([
    getTranslations('admin-addresses'),
    loadFormChoices(ctx),
  ]);
  const { networkId, name, cidr, usage, siteId, routerId, gateway, reservations } = network;
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('form.edit')}
        crumbs={[
          { label: t('title'), href: '/admin/addresses' },
          { label: name, href: `/admin/addresses/${networkId}` },
        ]}
      />
      <NetworkForm
        action={editNetwork}
        {...choices}
        values={{
          networkId,
          name,
          cidr,
          usage,
          siteId,
          routerId,
          gateway,
          reservations: reservations.map(({ first, last, note }) => ({ first, last, note })),
        }}
      />
    </div>
  );
}
