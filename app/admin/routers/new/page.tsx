import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { PageHeader } from '@/app/_ui/page-header';
import { listSiteChoices } from '@/lib/screens/admin/sites';
import { RouterForm } from '../_form/router-form';
import { addRouter } from '../_parts/actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('form.new') };
}

export default async function NewRouterPage() {
  const ctx = await requireStaffCtx('routers.write');
  const [t, sites] = await Promise.all([getTranslations('admin-routers'), listSiteChoices(ctx)]);
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('form.new')}
        description={t('form.newText')}
        crumbs={[{ label: t('title'), href: '/admin/routers' }]}
      />
      <RouterForm action={addRouter} sites={sites} />
    </div>
  );
}
