import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { PageHeader } from '@/app/_ui/page-header';
import { getSite } from '@/lib/screens/admin/sites';
import { SiteForm } from '../../_form/site-form';
import { editSite } from '../../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-sites'))('edit') };
}

export default async function EditSitePage({ params }: { params: Promise<{ siteId: string }> }) {
  const ctx = await requireStaffCtx('sites.write');
  const [t, site] = await Promise.all([
    getTranslations('admin-sites'),
    foundPage(getSite(ctx, idFromPath((await params).siteId))),
  ]);
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('edit')}
        crumbs={[
          { label: t('title'), href: '/admin/sites' },
          { label: site.name, href: `/admin/sites/${site.siteId}` },
        ]}
      />
      <SiteForm action={editSite} site={site} />
    </div>
  );
}
