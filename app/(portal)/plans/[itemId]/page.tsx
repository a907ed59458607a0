import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { KeptSheet } from '@/app/_live/kept-sheet';
import { Card } from '@/app/_ui/card';
import { PageHeader } from '@/app/_ui/page-header';
import { OfferDetails, OfferImage } from '@/app/(portal)/_parts/offer-details';
import { renewalText } from '@/app/(portal)/_view/offer-words';
import { previewOrder } from '@/lib/orders/preview-order';
import { getPlace, isPlaceAway, lacksPlans } from '@/lib/screens/portal/place';
import { getOffer, type Offer } from '@/lib/screens/portal/plans';
import { NoLongerSold } from '../../_parts/no-longer-sold';
import { endedSheet, NotPossible } from '../../_parts/not-possible';
import { OrderSheet, shownSheet } from '../../_parts/order-sheet';
import { AwayNotice, NoPlanNotice, PlaceNotice } from '../../_parts/place-notice';
import { idFrom, oneOf, orNull, outcomeOf } from '../../_parts/reading';
import { getWords, priceText } from '../../_parts/words';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('plans.buyTitle') };
}

type BuyPageProps = {
  params: Promise<{ itemId: string }>;
  searchParams: Promise<{ was?: string | string[]; live?: string | string[] }>;
};

/** The confirm sheet of a new service, computed by the code that executes the order. */
export default async function BuyPage({ params, searchParams }: BuyPageProps) {
  const [ctx, words, asked, { was, live }] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    params,
    searchParams,
  ]);
  const { customerId } = ctx.actor;
  const itemId = idFrom(asked.itemId);
  const request = { kind: 'new_service', itemId } as const;
  const offer = await orNull(getOffer(ctx, { customerId, itemId }));
  const sheetKey = oneOf(was);
  if (!offer)
    return <NoLongerSold {...{ sheetKey, ctx, request, was: sheetKey }} offersHref="/plans" />;
  const preview = await outcomeOf(previewOrder(ctx, { customerId, request, was: oneOf(was) }));
  const isAlone = offer.kind !== 'internet' && (await lacksPlans(ctx, customerId));
  const isAway = offer.kind === 'internet' && (await isPlaceAway(ctx, customerId));
  const { t, f } = words;
  const confirmLabel = preview.ok
    ? t(preview.value.quote.startsWhenConnected ? 'sheet.order' : 'sheet.buy', {
        price: f.money(preview.value.quote.totalMinor),
      })
    : '';
  const shown = preview.ok
    ? await shownSheet(preview.value, { confirmLabel, was: oneOf(was) })
    : await endedSheet(preview.error, '/plans');
  return (
    <div className="mx-auto max-w-2xl">
      <KeptSheet key={sheetKey} shown={shown}>
        <PageHeader
          title={offer.name}
          description={[priceText(words, offer.priceMinor, offer.interval), offer.description]
            .filter(Boolean)
            .join(' · ')}
          crumbs={[{ label: t('nav.plans'), href: '/plans' }]}
        />
        {hasDetails(offer) && (
          <Card className="mb-4">
            <div className="flex flex-col gap-4 sm:flex-row sm:items-start">
              {offer.imageUrl !== null && (
                <OfferImage src={offer.imageUrl} className="h-32 w-full sm:w-44 sm:shrink-0" />
              )}
              <div className="min-w-0 flex-1">
                <OfferDetails offer={offer} isOpen />
              </div>
            </div>
          </Card>
        )}
        {preview.ok && (isAlone || isAway) && (
          <div className="mb-4">{isAlone ? <NoPlanNotice /> : <AwayNotice />}</div>
        )}
        {preview.ok ? (
          <OrderSheet
            preview={preview.value}
            confirmLabel={confirmLabel}
            cancelHref="/plans"
            isLive={live !== undefined}
            note={<p className="text-pretty text-ink-muted text-xs">{renewalText(words, offer)}</p>}
          />
        ) : preview.error.key === 'place_missing' ? (
          <PlaceNotice place={await getPlace(ctx, customerId)} />
        ) : (
          <NotPossible error={preview.error} backHref="/plans" />
        )}
      </KeptSheet>
    </div>
  );
}

function hasDetails(offer: Offer): boolean {
  const { imageUrl, datasheetUrl, specification, specificationText } = offer;
  const hasText = specification.length > 0 || specificationText !== '';
  return hasText || imageUrl !== null || datasheetUrl !== null;
}
