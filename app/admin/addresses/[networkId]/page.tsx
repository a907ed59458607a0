import { Pencil, Trash2 } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { createLoader, parseAsInteger, type SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { Button, LinkButton } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import { getNetwork, type NetworkView } from '@/lib/screens/admin/networks';
import { AddressMap } from '../_view/address-map';
import { NetworkFacts, NetworkFigures } from '../_view/network-facts';
import { UsageBadge } from '../_view/usage-badge';
import { removeNetwork } from '../actions';

type NetworkPageProps = {
  params: Promise<{ networkId: string }>;
  searchParams: Promise<SearchParams>;
};

const load = createLoader({ part: parseAsInteger.withDefault(1) });

export async function generateMetadata({ params }: NetworkPageProps): Promise<Metadata> {
  const ctx = await requireStaffCtx('network.read');
  const network = await foundPage(getNetwork(ctx, idFromPath((await params).networkId)));
  return { title: `${network.name} ${network.cidr}` };
}

export default async function NetworkPage({ params, searchParams }: NetworkPageProps) {
  const ctx = await requireStaffCtx('network.read');
  const network = await foundPage(getNetwork(ctx, idFromPath((await params).networkId)));
  const [t, { part }] = await Promise.all([getTranslations('admin-addresses'), load(searchParams)]);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={network.name}
        description={<span className="tabular-nums">{network.cidr}</span>}
        badge={<UsageBadge usage={network.usage} size="md" />}
        crumbs={[{ label: t('title'), href: '/admin/addresses' }]}
        actions={can(ctx.actor.role, 'network.write') && <NetworkActions network={network} />}
      />
      <NetworkFigures network={network} />
      <AddressMap ctx={ctx} networkId={network.networkId} page={part - 1} />
      <NetworkFacts network={network} />
    </div>
  );
}

async function NetworkActions({ network }: { network: NetworkView }) {
  const t = await getTranslations('admin-addresses.network');
  const { networkId, name, cidr } = network;
  return (
    <>
      <LinkButton href={`/admin/addresses/${networkId}/edit`} icon={<Pencil aria-hidden />}>
        {t('edit')}
      </LinkButton>
      <ConfirmDialog
        trigger={
          <Button variant="dangerQuiet" icon={<Trash2 aria-hidden />}>
            {t('delete')}
          </Button>
        }
        title={t('deleteTitle', { name })}
        confirmLabel={t('deleteConfirm')}
        action={removeNetwork}
        fields={<input type="hidden" name="networkId" value={networkId} />}
      >
        {t('deleteText', { cidr })}
      </ConfirmDialog>
    </>
  );
}
