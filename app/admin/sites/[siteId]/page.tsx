import { Pencil, Trash2 } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import type { MapMark } from '@/app/_map/map-mark';
import { MarkMap } from '@/app/_map/mark-map';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { Button, LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import { getSite } from '@/lib/screens/admin/sites';
import { removeSite } from '../actions';

type Site = Awaited<ReturnType<typeof getSite>>;

type SitePageProps = {
  params: Promise<{ siteId: string }>;
};

export async function generateMetadata({ params }: SitePageProps): Promise<Metadata> {
  const ctx = await requireStaffCtx('sites.read');
  const site = await foundPage(getSite(ctx, idFromPath((await params).siteId)));
  return { title: site.name };
}

export default async function SitePage({ params }: SitePageProps) {
  const ctx = await requireStaffCtx('sites.read');
  const site = await foundPage(getSite(ctx, idFromPath((await params).siteId)));
  const [t, f, { mapTileUrl }] = await Promise.all([
    getTranslations('admin-sites'),
    getOperatorFormats(),
    getOperator(),
  ]);
  const mark = markOf(site, t('siteMark'));
  const uses = Object.entries(site.uses) as [keyof Site['uses'], number][];
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeader
        title={site.name}
        description={site.address || t('noAddress')}
        crumbs={[{ label: t('title'), href: '/admin/sites' }]}
        actions={can(ctx.actor.role, 'sites.write') && <SiteActions site={site} />}
      />
      <Card title={t('uses')}>
        <KeyValueList
          layout="facts"
          items={uses.map(([id, count]) => ({
            id,
            label: t(`column.${id}`),
            value: f.count(count),
          }))}
        />
      </Card>
      <Card
        title={t('place')}
        description={mark ? `${mark.latitude}, ${mark.longitude}` : t('notPlaced')}
      >
        {mark && (
          <MarkMap
            label={t('mapOf', { name: site.name })}
            marks={[mark]}
            tileUrl={mapTileUrl}
            className="h-72"
          />
        )}
      </Card>
    </div>
  );
}

async function SiteActions({ site }: { site: Site }) {
  const t = await getTranslations('admin-sites');
  return (
    <>
      <LinkButton href={`/admin/sites/${site.siteId}/edit`} icon={<Pencil aria-hidden />}>
        {t('editAction')}
      </LinkButton>
      <ConfirmDialog
        trigger={
          <Button variant="dangerQuiet" icon={<Trash2 aria-hidden />}>
            {t('delete')}
          </Button>
        }
        title={t('deleteTitle', { name: site.name })}
        confirmLabel={t('deleteConfirm')}
        action={removeSite}
        fields={<input type="hidden" name="siteId" value={site.siteId} />}
      >
        {t('deleteText')}
      </ConfirmDialog>
    </>
  );
}

function markOf(site: Site, detail: string): MapMark | null {
  if (site.latitude === null || site.longitude === null) return null;
  return {
    id: String(site.siteId),
    latitude: site.latitude,
    longitude: site.longitude,
    shape: 'square',
    tone: 'accent',
    title: site.name,
    detail,
    href: `/admin/sites/${site.siteId}`,
  };
}
