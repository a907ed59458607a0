import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { createLoader, parseAsInteger, parseAsStringLiteral, type SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { readTableQuery, tableHref } from '@/app/_tables/table-query';
import { PageHeader } from '@/app/_ui/page-header';
import { Segmented } from '@/app/_ui/tabs';
import { PlaceForm } from './_form/place-form';
import { MAP_PATH, mapSpec } from './_list/map-query';
import { ServiceList } from './_list/service-list';
import { MapPanel } from './_parts/map-panel';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('map'))('title') };
}

const views = ['map', 'list'] as const;
const load = createLoader({
  view: parseAsStringLiteral(views).withDefault('map'),
  service: parseAsInteger,
});

export default async function MapPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaffCtx('services.read');
  const params = await searchParams;
  const { view, service } = load(params);
  if (service !== null) return <PlaceForm ctx={ctx} serviceId={service} />;
  const t = await getTranslations('map');
  const query = readTableQuery(mapSpec, params);
  const hrefOf = (to: (typeof views)[number]) => {
    const href = tableHref(MAP_PATH, mapSpec, query, {});
    return to === 'map' ? href : `${href}${href.includes('?') ? '&' : '?'}view=list`;
  };
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Segmented
            label={t('view')}
            current={view}
            tabs={[
              { id: 'map', label: t('asMap'), href: hrefOf('map') },
              { id: 'list', label: t('asList'), href: hrefOf('list') },
            ]}
          />
        }
      />
      {view === 'map' ? (
        <MapPanel ctx={ctx} query={query} />
      ) : (
        <ServiceList ctx={ctx} query={query} />
      )}
    </>
  );
}
