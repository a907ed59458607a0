import { MapPin } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import type { MapMark } from '@/app/_map/map-mark';
import { MarkMap } from '@/app/_map/mark-map';
import { getOperator } from '@/app/_operator/operator';
import { FilterBar } from '@/app/_tables/filter-bar';
import type { TableQuery } from '@/app/_tables/table-query';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { serviceTone } from '@/app/admin/_shared/tones';
import { can } from '@/lib/authorise/rights';
import {
  getMapServices,
  listMapSites,
  MAP_SERVICES_MAX,
  type MapServices,
  type MapSite,
} from '@/lib/screens/admin/map';
import { mapStatuses, toMapFilter } from '../_list/map-query';
import { MapLegend, NoTiles, SiteList } from '../_view/map-notes';
import { siteTone } from '../_view/map-tones';

/** The map with its filters, and a note about what it cannot show. */
export async function MapPanel({ ctx, query }: { ctx: StaffCtx; query: TableQuery }) {
  const mayReadSites = can(ctx.actor.role, 'sites.read');
  const [t, status, { mapTileUrl }, services, sites] = await Promise.all([
    getTranslations('map'),
    getTranslations('admin-services.status'),
    getOperator(),
    getMapServices(ctx, toMapFilter(query)),
    mayReadSites ? listMapSites(ctx) : [],
  ]);
  const marks = [...siteMarks(sites, t), ...serviceMarks(services, t, status)];
  const { located, total } = services;
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        search={t('search')}
        filters={[
          {
            id: 'status',
            label: t('status'),
            options: mapStatuses.map((value) => ({ value, label: status(value) })),
          },
        ]}
      />
      <p className="text-ink-muted">
        {t('summary', { located, total })}{' '}
        {located < total && (
          <AppLink
            href="/admin/map?view=list&place=no"
            className="font-medium text-accent-ink underline"
          >
            {t('openList')}
          </AppLink>
        )}
      </p>
      {located > MAP_SERVICES_MAX && (
        <p className="text-warning-ink">{t('cut', { count: MAP_SERVICES_MAX })}</p>
      )}
      {marks.length === 0 ? (
        <EmptyState
          icon={<MapPin aria-hidden />}
          title={t('none')}
          action={
            <LinkButton href="/admin/map?view=list&place=no" variant="primary">
              {t('openList')}
            </LinkButton>
          }
        >
          {t('noneText')}
        </EmptyState>
      ) : (
        <>
          <MarkMap
            label={t('mapLabel')}
            marks={marks}
            tileUrl={mapTileUrl}
            className="h-[min(65dvh,42rem)]"
          />
          <MapLegend />
        </>
      )}
      {mapTileUrl === null && <NoTiles mayChange={can(ctx.actor.role, 'settings.write')} />}
      <SiteList sites={sites} />
    </div>
  );
}

type Words = Awaited<ReturnType<typeof getTranslations<'map'>>>;
type StatusWords = Awaited<ReturnType<typeof getTranslations<'admin-services.status'>>>;

function serviceMarks({ rows }: MapServices, t: Words, status: StatusWords): MapMark[] {
  return rows.map((row) => ({
    id: `service-${row.serviceId}`,
    latitude: row.latitude,
    longitude: row.longitude,
    shape: 'circle',
    tone: serviceTone[row.status],
    title: row.customerName,
    detail: t('serviceDetail', { item: row.itemName, status: status(row.status) }),
    href: `/admin/services/${row.serviceId}`,
  }));
}

function siteMarks(sites: readonly MapSite[], t: Words): MapMark[] {
  return sites.map((site) => ({
    id: `site-${site.siteId}`,
    latitude: site.latitude,
    longitude: site.longitude,
    shape: 'square',
    tone: siteTone(site),
    title: site.name,
    detail: t('siteDetail', {
      routers: site.routers.length,
      names: site.routers.map((router) => router.name).join(', '),
    }),
    href: `/admin/sites/${site.siteId}`,
  }));
}
