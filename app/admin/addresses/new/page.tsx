import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { PageHeader } from '@/app/_ui/page-header';
import { loadFormChoices } from '../_form/form-choices';
import { NetworkForm } from '../_form/network-form';
import { addNetwork } from '../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-addresses'))('form.new') };
}

export default async function NewNetworkPage() {
  const ctx = await requireStaffCtx('network.write');
  const [t, choices] = await Promise.all([
    getTranslations('admin-addresses'),
    loadFormChoices(ctx),
  ]);
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('form.new')}
        description={t('form.newText')}
        crumbs={[{ label: t('title'), href: '/admin/addresses' }]}
      />
      <NetworkForm action={addNetwork} {...choices} />
    </div>
  );
}
