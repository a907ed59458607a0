import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { KeptSheet } from '@/app/_live/kept-sheet';
import { PageHeader } from '@/app/_ui/page-header';
import { previewOrder } from '@/lib/orders/preview-order';
import { getPortalService } from '@/lib/screens/portal/services';
import { NoLongerSold } from '../../../../_parts/no-longer-sold';
import { endedSheet, NotPossible } from '../../../../_parts/not-possible';
import { OrderSheet, shownSheet } from '../../../../_parts/order-sheet';
import { idFrom, oneOf, orNotFound, outcomeOrNull } from '../../../../_parts/reading';
import { getWords } from '../../../../_parts/words';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('packs.title') };
}

type PackPageProps = {
  params: Promise<{ id: string; packId: string }>;
  searchParams: Promise<{ was?: string | string[]; live?: string | string[] }>;
};

/** The confirm sheet of a data pack. */
export default async function PackPage({ params, searchParams }: PackPageProps) {
  const [ctx, { t, f }, asked, { was, live }] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    params,
    searchParams,
  ]);
  const { customerId } = ctx.actor;
  const serviceId = idFrom(asked.id);
  const packId = idFrom(asked.packId);
  const service = await orNotFound(getPortalService(ctx, serviceId));
  const backHref = `/services/${serviceId}`;
  const request = { kind: 'pack', serviceId, packId } as const;
  const preview = await outcomeOrNull(previewOrder(ctx, { customerId, request, was: oneOf(was) }));
  const sheetKey = oneOf(was);
  if (!preview)
    return <NoLongerSold {...{ sheetKey, ctx, request, was: sheetKey }} offersHref={backHref} />;
  const name = preview.ok ? preview.value.quote.lines[0]?.label : undefined;
  const confirmLabel = preview.ok
    ? t('sheet.buy', { price: f.money(preview.value.quote.totalMinor) })
    : '';
  const shown = preview.ok
    ? await shownSheet(preview.value, { confirmLabel, was: oneOf(was) })
    : await endedSheet(preview.error, backHref);
  return (
    <div className="mx-auto max-w-2xl">
      <KeptSheet key={sheetKey} shown={shown}>
        <PageHeader
          title={name ?? t('packs.title')}
          description={t('packs.forService', { service: service.itemName })}
          crumbs={[{ label: service.itemName, href: backHref }]}
        />
        {preview.ok ? (
          <OrderSheet
            preview={preview.value}
            confirmLabel={confirmLabel}
            cancelHref={backHref}
            isLive={live !== undefined}
            note={<p className="text-pretty text-ink-muted text-xs">{t('packs.note')}</p>}
          />
        ) : (
          <NotPossible error={preview.error} backHref={backHref} />
        )}
      </KeptSheet>
    </div>
  );
}
