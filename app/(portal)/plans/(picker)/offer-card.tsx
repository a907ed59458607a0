import { StatusBadge } from '@/app/_ui/status-badge';
import { OfferDetails, OfferImage } from '@/app/(portal)/_parts/offer-details';
import { capText, dataText, renewalText, validityText } from '@/app/(portal)/_view/offer-words';
import type { ChangeRefusal, Offer } from '@/lib/screens/portal/plans';
import type { PortalService } from '@/lib/screens/portal/services';
import { getWords, priceText, speedText } from '../../_parts/words';
import { OfferActions } from './offer-actions';

type OfferCardProps = {
  offer: Offer;
  isCurrent: boolean;
  subject?: PortalService | undefined;
  refusals?: ReadonlyMap<number, ChangeRefusal | null> | undefined;
  ownPrice?: string | undefined;
  /** Heading level of the name. */
  headingLevel?: 2 | 3;
};

/** One offer: its price, what it includes, and what happens afterwards. */
export async function OfferCard({
  offer,
  isCurrent,
  subject,
  refusals,
  ownPrice,
  headingLevel = 2,
}: OfferCardProps) {
  const words = await getWords();
  const { t, f } = words;
  const Heading = headingLevel === 2 ? 'h2' : 'h3';
  const isPlan = offer.kind === 'internet';
  const facts = [
    ...(isPlan ? [dataText(words, offer), speedText(words, offer), capText(words, offer)] : []),
    isPlan && offer.rolloverPeriods > 0
      ? t('plans.rollover', { count: offer.rolloverPeriods })
      : undefined,
    validityText(words, offer),
    renewalText(words, offer),
    offer.activationFeeMinor > 0n
      ? t('plans.fee', { fee: f.money(offer.activationFeeMinor) })
      : undefined,
  ].filter((fact) => fact !== undefined);
  return (
    <section
      aria-label={offer.name}
      className="flex min-w-0 flex-col gap-4 rounded-lg border border-line bg-surface-raised p-4 shadow-card sm:p-5"
    >
      {offer.imageUrl !== null && <OfferImage src={offer.imageUrl} className="h-32 w-full" />}
      <header>
        <div className="flex flex-wrap items-start justify-between gap-2">
          <Heading className="min-w-0 font-semibold text-lg leading-snug [overflow-wrap:anywhere]">
            {offer.name}
          </Heading>
          {isCurrent && <StatusBadge tone="accent">{t('plans.yours')}</StatusBadge>}
        </div>
        <p className="mt-1 font-semibold text-2xl tabular-nums tracking-tight">
          {priceText(words, offer.priceMinor, offer.interval)}
        </p>
        {ownPrice !== undefined && <p className="mt-1 font-medium">{ownPrice}</p>}
        <p className="mt-1 text-pretty text-ink-muted">{offer.description}</p>
      </header>
      <ul className="ms-4 flex flex-1 list-disc flex-col gap-1 marker:text-line-strong">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <OfferDetails offer={offer} />
      <OfferActions {...{ words, offer, isCurrent, subject, refusals }} />
    </section>
  );
}
