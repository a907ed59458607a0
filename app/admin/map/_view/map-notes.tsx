import { getTranslations } from 'next-intl/server';
import { markSign, markTone } from '@/app/_map/map-mark';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { cn } from '@/app/_ui/cn';
import { StatusBadge } from '@/app/_ui/status-badge';
import { serviceTone } from '@/app/admin/_shared/tones';
import type { MapSite } from '@/lib/screens/admin/map';
import { mapStatuses } from '../_list/map-query';
import { routerTone } from './map-tones';

/** Legend of the marks, with the same colours and signs. */
export async function MapLegend() {
  const [t, words] = await Promise.all([
    getTranslations('map'),
    getTranslations('admin-services.status'),
  ]);
  return (
    <ul aria-label={t('legend')} className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs">
      {mapStatuses.map((status) => (
        <li key={status} className="flex items-center gap-1.5 text-ink-muted">
          <span
            aria-hidden
            data-swatch
            className={cn(
              'flex size-5 items-center justify-center rounded-full',
              markTone[serviceTone[status]],
            )}
          >
            <svg
              aria-hidden="true"
              viewBox="0 0 16 16"
              className="size-3.5 fill-none stroke-2 stroke-current [stroke-linecap:round]"
            >
              <path d={markSign[serviceTone[status]]} />
            </svg>
          </span>
          {words(status)}
        </li>
      ))}
      <li className="flex items-center gap-1.5 text-ink-muted">
        <span
          aria-hidden
          data-swatch
          className="size-4 rounded-sm border border-line-strong bg-surface-raised"
        />
        {t('legendSite')}
      </li>
    </ul>
  );
}

export async function NoTiles({ mayChange }: { mayChange: boolean }) {
  const t = await getTranslations('map');
  return (
    <Callout
      tone="neutral"
      action={
        mayChange && (
          <LinkButton href="/admin/settings" size="sm">
            {t('setTiles')}
          </LinkButton>
        )
      }
    >
      {t('noTiles')}
    </Callout>
  );
}

/** The sites of the map as a list, because its content must be accessible without the map. */
export async function SiteList({ sites }: { sites: readonly MapSite[] }) {
  const [t, routerWords] = await Promise.all([getTranslations('map'), getTranslations('routers')]);
  if (sites.length === 0) return null;
  return (
    <Card title={t('sites')} className="mt-2">
      <ul className="grid gap-x-6 gap-y-3 sm:grid-cols-2 xl:grid-cols-3">
        {sites.map((site) => (
          <li key={site.siteId} className="min-w-0">
            <AppLink
              href={`/admin/sites/${site.siteId}`}
              className="rounded-sm font-medium hover:underline"
            >
              {site.name}
            </AppLink>
            <ul className="mt-1 flex flex-col gap-1">
              {site.routers.map((router) => (
                <li
                  key={router.routerId}
                  className="flex min-w-0 items-center gap-2 text-ink-muted"
                >
                  <AppLink
                    href={`/admin/routers/${router.routerId}`}
                    className="truncate rounded-sm hover:underline"
                  >
                    {router.name}
                  </AppLink>
                  <StatusBadge tone={routerTone[router.status]}>
                    {routerWords(`status.${router.status}`)}
                  </StatusBadge>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Card>
  );
}
