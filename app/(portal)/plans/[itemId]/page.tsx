import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { PageHeader } from '@/app/_ui/page-header';
import { getOffer } from '@/lib/catalog/portal/queries';
import { previewOrder } from '@/lib/orders/preview-order';
import { answerOf, idFrom, orNotFound } from '../../_parts/answer';
import { NotPossible } from '../../_parts/not-possible';
import { OrderSheet } from '../../_parts/order-sheet';
import { getWords, priceText } from '../../_parts/words';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('plans.buyTitle') };
}

interface BuyPageProps {
  params: Promise<{ itemId: string }>;
}

/** The confirm sheet of a new service: computed by what executes it. */
export default async function BuyPage({ params }: BuyPageProps) {
  const [ctx, words, asked] = await Promise.all([requireSubscriberCtx(), getWords(), params]);
  const { customerId } = ctx.actor;
  const itemId = idFrom(asked.itemId);
  const offer = await orNotFound(getOffer(ctx, { customerId, itemId }));
  const preview = await answerOf(
    previewOrder(ctx, { customerId, request: { kind: 'new_service', itemId } }),
  );
  const { t, f } = words;
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={offer.name}
        description={[priceText(words, offer.priceMinor, offer.interval), offer.description]
          .filter(Boolean)
          .join(' · ')}
        crumbs={[{ label: t('nav.plans'), href: '/plans' }]}
      />
      {preview.ok ? (
        <OrderSheet
          preview={preview.value}
          confirmLabel={t('sheet.buy', { price: f.money(preview.value.quote.totalMinor) })}
          cancelHref="/plans"
          note={
            <p className="text-pretty text-ink-muted text-xs">{t(`plans.renewal.${offer.mode}`)}</p>
          }
        />
      ) : (
        <NotPossible error={preview.error} backHref="/plans" />
      )}
    </div>
  );
}
