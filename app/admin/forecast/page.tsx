import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { Suspense } from 'react';
import { requireStaffCtx } from '@/app/_auth/session';
import { Button, LinkButton } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { CardSkeleton } from '@/app/_ui/skeleton';
import { Segmented } from '@/app/_ui/tabs';
import { can } from '@/lib/authorise/rights';
import { listSiteChoices } from '@/lib/screens/admin/sites';
import { type Ask, hrefOf, loadAsk, spans } from './_parts/ask';
import { ForecastView } from './_view/forecast-view';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-forecast'))('title') };
}

type PageProps = {
  searchParams: Promise<SearchParams>;
};

/** What happens in the days ahead if nothing is changed. */
export default async function ForecastPage({ searchParams }: PageProps) {
  const ctx = await requireStaffCtx('payments.read');
  const [t, asked, sites] = await Promise.all([
    getTranslations('admin-forecast'),
    loadAsk(searchParams),
    listSiteChoices(ctx),
  ]);
  // An unknown site falls back to all sites instead of an empty page.
  const site = sites.some(({ siteId }) => siteId === asked.site) ? asked.site : null;
  const ask = { ...asked, site };
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          can(ctx.actor.role, 'export') && (
            <LinkButton href={hrefOf('/admin/forecast/export', ask)} download>
              {t('csv')}
            </LinkButton>
          )
        }
      />
      <div className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <Segmented
          label={t('span.label')}
          current={String(ask.days)}
          tabs={spans.map((days) => ({
            id: String(days),
            label: t('span.days', { days }),
            href: hrefOf('/admin/forecast', { ...ask, days }),
          }))}
        />
        {sites.length > 0 && <SiteForm ask={ask} sites={sites} />}
      </div>
      <Suspense key={hrefOf('', ask)} fallback={<CardSkeleton rows={8} />}>
        <ForecastView ctx={ctx} ask={ask} />
      </Suspense>
    </>
  );
}

async function SiteForm({
  ask,
  sites,
}: {
  ask: Ask;
  sites: readonly { siteId: number; name: string }[];
}) {
  const t = await getTranslations('admin-forecast');
  return (
    <form method="get" action="/admin/forecast" className="flex flex-wrap items-end gap-2">
      <input type="hidden" name="days" value={ask.days} />
      <label className="flex flex-col gap-1 text-ink-muted text-xs">
        {t('site.label')}
        <select name="site" defaultValue={ask.site ?? ''} className="control w-48 text-ink">
          <option value="">{t('site.all')}</option>
          {sites.map(({ siteId, name }) => (
            <option key={siteId} value={siteId}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit">{t('site.apply')}</Button>
    </form>
  );
}
