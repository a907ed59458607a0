import { getTranslations } from 'next-intl/server';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { ServiceStatusBadge } from '@/app/admin/services/_view/service-status';
import type { MapSite } from '@/lib/services/map/queries';
import { mapStatuses } from './map-query';
import { routerTone } from './map-tones';

/** What the marks mean, with the same colours and signs. */
export async function MapLegend() {
  const t = await getTranslations('map');
  return (
    <ul aria-label={t('legend')} className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs">
      {mapStatuses.map((status) => (
        <li key={status}>
          <ServiceStatusBadge status={status} />
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

/** The sites of the map as a list: what is on it must be found without it. */
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
