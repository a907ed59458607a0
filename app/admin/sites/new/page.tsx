import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { PageHeader } from '@/app/_ui/page-header';
import { SiteForm } from '../_form/site-form';
import { addSite } from '../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-sites'))('new') };
}

export default async function NewSitePage() {
  await requireStaffCtx('sites.write');
  const t = await getTranslations('admin-sites');
  return (
    <div className="max-w-3xl">
      <PageHeader title={t('new')} crumbs={[{ label: t('title'), href: '/admin/sites' }]} />
      <SiteForm action={addSite} />
    </div>
  );
}
