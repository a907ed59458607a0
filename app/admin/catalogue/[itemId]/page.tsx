import { Pencil } from 'lucide-react';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { afterFromQuery, foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Tabs } from '@/app/_ui/tabs';
import { can } from '@/lib/authorise/rights';
import { canDelete } from '@/lib/catalog/rules';
import { getItem } from '@/lib/screens/admin/catalogue-item';
import { catalogueWords, statusTone } from '../_view/item-words';
import { ItemOverview } from './_parts/item-overview';
import { ItemRollouts } from './_parts/item-rollouts';
import { ItemServices } from './_parts/item-services';
import { ItemVersions } from './_parts/item-versions';
import { StatusActions } from './_parts/status-actions';

type ItemPageProps = {
  params: Promise<{ itemId: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata({ params }: ItemPageProps): Promise<Metadata> {
  const ctx = await requireStaffCtx('catalog.read');
  const item = await foundPage(getItem(ctx, idFromPath((await params).itemId)));
  return { title: item.name };
}

const views = ['overview', 'versions', 'services', 'rollouts'] as const;

export default async function ItemPage({ params, searchParams }: ItemPageProps) {
  const ctx = await requireStaffCtx('catalog.read');
  const itemId = idFromPath((await params).itemId);
  const { view: asked, after } = await searchParams;
  const [t, f, item] = await Promise.all([
    catalogueWords(),
    getOperatorFormats(),
    foundPage(getItem(ctx, itemId)),
  ]);
  const view = views.find((name) => name === asked) ?? 'overview';
  const path = `/admin/catalogue/${itemId}`;
  const mayWrite = can(ctx.actor.role, 'catalog.write');
  const shared = { ctx, t, f, itemId };
  return (
    <ClientMessages namespaces={['admin-catalogue']}>
      <PageHeader
        title={item.name}
        crumbs={[{ label: t('title'), href: '/admin/catalogue' }]}
        badge={
          <StatusBadge tone={statusTone[item.status]}>{t(`statuses.${item.status}`)}</StatusBadge>
        }
        description={`${t(`kinds.${item.kind}`)} · ${item.category?.name ?? t('form.noCategory')} · ${t('item.versionNow', { version: item.version })}`}
        actions={
          mayWrite && (
            <>
              <StatusActions
                itemId={itemId}
                name={item.name}
                status={item.status}
                liveServices={item.liveServices}
                plannedChanges={item.plannedChanges}
                waitingOrders={item.waitingOrders}
                isDeletable={canDelete({
                  status: item.status,
                  hasServices: item.liveServices > 0,
                })}
              />
              <LinkButton href={`${path}/edit`} variant="primary" icon={<Pencil aria-hidden />}>
                {t('item.edit')}
              </LinkButton>
            </>
          )
        }
      />
      <Tabs
        label={item.name}
        current={view}
        tabs={views.map((id) => ({
          id,
          label: t(`item.${id}`),
          href: id === 'overview' ? path : `${path}?view=${id}`,
          ...(id === 'services' ? { count: f.count(item.liveServices) } : {}),
        }))}
      />
      {view === 'overview' && <ItemOverview item={item} t={t} f={f} mayWrite={mayWrite} />}
      {view === 'versions' && <ItemVersions {...shared} currentVersionId={item.versionId} />}
      {view === 'services' && (
        <ItemServices {...shared} afterId={afterFromQuery(after)} mayChange={mayWrite} />
      )}
      {view === 'rollouts' && <ItemRollouts {...shared} mayChange={mayWrite} />}
    </ClientMessages>
  );
}
