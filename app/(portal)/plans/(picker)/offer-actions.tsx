import { LinkButton } from '@/app/_ui/button';
import type { ChangeRefusal, Offer } from '@/lib/screens/portal/plans';
import type { PortalService } from '@/lib/screens/portal/services';
import type { Words } from '../../_parts/words';

type OfferActionsProps = {
  words: Words;
  offer: Offer;
  isCurrent: boolean;
  /** The service that could change to this plan. */
  subject: PortalService | undefined;
  /** Why it cannot, by item; null for the items it can change to. */
  refusals: ReadonlyMap<number, ChangeRefusal | null> | undefined;
};

/**
 * Change to the plan or buy it as an additional service, whichever is possible, or why neither is; labels include the plan's name for
 * screen readers.
 */
export function OfferActions({
  words: { t },
  offer,
  isCurrent,
  subject,
  refusals,
}: OfferActionsProps) {
  const buyHref = `/plans/${offer.itemId}`;
  const refusal = refusals?.get(offer.itemId);
  const canChange = subject !== undefined && refusal === null;
  if (!canChange && offer.refusal !== null)
    return <p className="text-ink-muted">{t(`plans.refused.${offer.refusal}`)}</p>;
  if (subject && refusal === 'plan_not_a_target') {
    return (
      <div className="flex flex-col gap-1.5">
        <p className="text-ink-muted">{t('plans.notATarget', { plan: subject.itemName })}</p>
        <ExtraButton {...{ t, offer, href: buyHref }} />
      </div>
    );
  }
  if (!canChange) {
    return (
      <LinkButton
        href={buyHref}
        variant={isCurrent ? 'secondary' : 'primary'}
        block
        aria-label={t(isCurrent ? 'plans.buyAnother' : 'plans.chooseName', { plan: offer.name })}
      >
        {isCurrent ? t('plans.another') : t('plans.choose')}
      </LinkButton>
    );
  }
  return (
    <div className="flex flex-col gap-1.5">
      <LinkButton
        href={`/services/${subject.serviceId}/change/${offer.itemId}`}
        variant="primary"
        block
        aria-label={t('plans.changeTo', { plan: offer.name })}
      >
        {t('plans.changeHere')}
      </LinkButton>
      {offer.refusal === null && <ExtraButton {...{ t, offer, href: buyHref }} />}
    </div>
  );
}

function ExtraButton({ t, offer, href }: { t: Words['t']; offer: Offer; href: string }) {
  return (
    <LinkButton
      href={href}
      variant="ghost"
      block
      aria-label={t('plans.buyExtra', { plan: offer.name })}
    >
      {t('plans.extra')}
    </LinkButton>
  );
}
