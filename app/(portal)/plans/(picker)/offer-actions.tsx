import { LinkButton } from '@/app/_ui/button';
import { isForStaff, planTargetVerdict } from '@/lib/catalog/rules/plan-target';
import type { Offer } from '@/lib/screens/portal/plans';
import type { PortalService } from '@/lib/screens/portal/services';
import type { Words } from '../../_parts/words';

type OfferActionsProps = {
  words: Words;
  offer: Offer;
  isCurrent: boolean;
  /** The service that could change to this plan. */
  subject: PortalService | undefined;
};

/**
 * Change to the plan or buy it as an additional service, whichever is possible, or why neither is; labels include the plan's name for
 * screen readers.
 */
export function OfferActions({ words: { t }, offer, isCurrent, subject }: OfferActionsProps) {
  const buyHref = `/plans/${offer.itemId}`;
  const canChange =
    subject !== undefined &&
    subject.itemId !== offer.itemId &&
    !isForStaff(offer, subject) &&
    planTargetVerdict(subject, {
      kind: offer.kind,
      intervalCount: offer.interval?.count ?? null,
    }).allowed;
  if (!canChange && offer.refusal !== null)
    return <p className="text-ink-muted">{t(`plans.refused.${offer.refusal}`)}</p>;
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
      {offer.refusal === null && (
        <LinkButton
          href={buyHref}
          variant="ghost"
          block
          aria-label={t('plans.buyExtra', { plan: offer.name })}
        >
          {t('plans.extra')}
        </LinkButton>
      )}
    </div>
  );
}
