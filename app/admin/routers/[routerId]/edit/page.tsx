import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { PageHeader } from '@/app/_ui/page-header';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { getRouterSetup } from '@/lib/screens/admin/router-setup';
import { listSiteChoices } from '@/lib/screens/admin/sites';
import { RouterForm } from '../../_form/router-form';
import { editRouter } from '../../_parts/actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('form.edit') };
}

export default async function EditRouterPage({
  params,
}: {
  params: Promise<{ routerId: string }>;
}) {
  const ctx = await requireStaffCtx('routers.write');
  const routerId = idFromPath((await params).routerId);
  const [t, router, setup, sites] = await Promise.all([
    getTranslations('admin-routers'),
    foundPage(getRouterDetail(ctx, routerId)),
    foundPage(getRouterSetup(ctx, routerId)),
    listSiteChoices(ctx),
  ]);
  const { name, siteId, host, port, useTls, username, accessMethods, pppLocalAddress } = router;
  const isOff = router.status === 'off';
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('form.editTitle', { name })}
        crumbs={[
          { label: t('title'), href: '/admin/routers' },
          { label: name, href: `/admin/routers/${routerId}` },
        ]}
      />
      <RouterForm
        action={editRouter}
        sites={sites}
        values={{
          ...{ routerId, name, siteId, host, port, useTls, username },
          ...{ accessMethods, pppLocalAddress, isOff },
          setupStep: isOff && setup.isUnderWay ? setup.next : null,
        }}
      />
    </div>
  );
}
