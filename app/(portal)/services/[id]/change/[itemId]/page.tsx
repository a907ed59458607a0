import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { KeptSheet } from '@/app/_live/kept-sheet';
import { PageHeader } from '@/app/_ui/page-header';
import { Segmented } from '@/app/_ui/tabs';
import { previewOrder } from '@/lib/orders/preview-order';
import { afterEarlier, getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getOffer } from '@/lib/screens/portal/plans';
import { getPortalService } from '@/lib/screens/portal/services';
import { NoLongerSold } from '../../../../_parts/no-longer-sold';
import { endedSheet, NotPossible } from '../../../../_parts/not-possible';
import { OrderSheet, shownSheet } from '../../../../_parts/order-sheet';
import { idFrom, oneOf, orNotFound, orNull, outcomeOf } from '../../../../_parts/reading';
import { getWords, priceText } from '../../../../_parts/words';
import { changeLabel } from '../../../../_view/change-label';
import { ChangeNotes } from './change-notes';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('plans.changeTitle') };
}

type ChangePageProps = {
  params: Promise<{ id: string; itemId: string }>;
  searchParams: Promise<{
    moment?: string | string[];
    was?: string | string[];
    live?: string | string[];
  }>;
};

const moments = ['now', 'period_end'] as const;

/** The confirm sheet of a plan change, immediate or with the next period. */
export default async function ChangePage({ params, searchParams }: ChangePageProps) {
  const [ctx, words, asked, { moment: wished, was, live }] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    params,
    searchParams,
  ]);
  const { customerId } = ctx.actor;
  const serviceId = idFrom(asked.id);
  const itemId = idFrom(asked.itemId);
  const moment = wished === 'period_end' ? 'period_end' : 'now';
  const [service, offer] = await Promise.all([
    orNotFound(getPortalService(ctx, serviceId)),
    orNull(getOffer(ctx, { customerId, itemId })),
  ]);
  const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
  const plansHref = `/plans?service=${serviceId}`;
  const sheetKey = `${moment} ${oneOf(was)}`;
  if (!offer)
    return <NoLongerSold {...{ sheetKey, ctx, request, was: oneOf(was) }} offersHref={plansHref} />;
  const preview = await outcomeOf(previewOrder(ctx, { customerId, request, was: oneOf(was) }));
  const sheet = preview.ok
    ? await getPlanChangeSheet(ctx, { customerId, serviceId, itemId, moment })
    : null;
  const { t } = words;
  const confirmLabel = preview.ok
    ? changeLabel(words, preview.value.quote, { moment, plan: offer.name })
    : '';
  const shown = preview.ok
    ? await shownSheet(preview.value, { confirmLabel, was: oneOf(was) })
    : await endedSheet(preview.error, plansHref);
  const own = `/services/${serviceId}/change/${itemId}`;
  return (
    <div className="mx-auto max-w-2xl">
      <KeptSheet key={sheetKey} shown={shown}>
        <PageHeader
          title={t('plans.changeTo', { plan: offer.name })}
          description={
            sheet
              ? t('plans.changeFrom', {
                  plan: service.itemName,
                  price: priceText(words, sheet.prices.beforeMinor, sheet.renews.before.interval),
                  newPrice: priceText(words, sheet.prices.afterMinor, sheet.renews.after.interval),
                })
              : service.itemName
          }
          crumbs={[
            { label: service.itemName, href: `/services/${serviceId}` },
            { label: t('nav.plans'), href: plansHref },
          ]}
        />
        <Segmented
          label={t('plans.when')}
          current={moment}
          className="mb-4"
          tabs={moments.map((id) => ({
            id,
            label: t(`plans.moment.${id}`),
            href: `${own}?moment=${id}`,
          }))}
        />
        {preview.ok && sheet ? (
          <OrderSheet
            preview={{ ...preview.value, quote: afterEarlier(preview.value.quote, sheet) }}
            confirmLabel={confirmLabel}
            cancelHref={plansHref}
            isLive={live !== undefined}
            note={
              <ChangeNotes
                sheet={sheet}
                moment={moment}
                plan={offer.name}
                balanceMinor={preview.value.balanceMinor}
                quote={afterEarlier(preview.value.quote, sheet)}
              />
            }
          />
        ) : (
          !preview.ok && <NotPossible error={preview.error} backHref={plansHref} />
        )}
      </KeptSheet>
    </div>
  );
}
