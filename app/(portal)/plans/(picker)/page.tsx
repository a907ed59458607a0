import { ShoppingBag } from 'lucide-react';
import type { Metadata } from 'next';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { cn } from '@/app/_ui/cn';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { Segmented } from '@/app/_ui/tabs';
import { ownPriceText } from '@/app/(portal)/_view/offer-words';
import { getPlace } from '@/lib/screens/portal/place';
import { listChangePrices } from '@/lib/screens/portal/plan-change';
import {
  type ChangeRefusal,
  listChangeRefusals,
  listOffers,
  type Offer,
} from '@/lib/screens/portal/plans';
import { listPortalServices, type PortalService } from '@/lib/screens/portal/services';
import { PlaceNotice } from '../../_parts/place-notice';
import { getWords, type Words } from '../../_parts/words';
import { OfferCard } from './offer-card';
import { OfferTable } from './offer-table';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('nav.plans') };
}

type PlansPageProps = {
  searchParams: Promise<{ service?: string | string[]; view?: string | string[] }>;
};

export default async function PlansPage({ searchParams }: PlansPageProps) {
  const ctx = await requireSubscriberCtx();
  const { customerId } = ctx.actor;
  const [words, offers, services, place, { service: wished, view }] = await Promise.all([
    getWords(),
    listOffers(ctx, customerId),
    listPortalServices(ctx, customerId),
    getPlace(ctx, customerId),
    searchParams,
  ]);
  const { t } = words;
  const changeable = services.filter(({ can }) => can.changePlan);
  const subject = changeable.find(({ serviceId }) => String(serviceId) === wished) ?? changeable[0];
  const ownPrices = subject
    ? await listChangePrices(ctx, { customerId, serviceId: subject.serviceId })
    : undefined;
  const refusals = subject
    ? await listChangeRefusals(ctx, { customerId, serviceId: subject.serviceId })
    : undefined;
  const plans = offers.filter(({ kind }) => kind === 'internet');
  const others = offers.filter(({ kind }) => kind !== 'internet');
  return (
    <>
      <PageHeader
        title={t('nav.plans')}
        description={
          subject === undefined
            ? t(
                place.kind === 'ahead' || place.kind === 'not_served'
                  ? 'plans.introLater'
                  : 'plans.intro',
              )
            : t('plans.introChange', { plan: subject.itemName })
        }
      />
      {offers.length === 0 && (
        <EmptyState icon={<ShoppingBag aria-hidden />} title={t('plans.noneTitle')}>
          {t('plans.noneText')}
        </EmptyState>
      )}
      {plans.length > 0 && place.kind !== 'served' && (
        <div className="mb-4">
          <PlaceNotice place={place} />
        </div>
      )}
      {plans.length > 0 && (
        <Plans
          {...{ words, plans, services, subject, ownPrices, refusals }}
          isCompared={view === 'compare'}
        />
      )}
      {others.length > 0 && (
        <section aria-labelledby="more-items" className="mt-8">
          <h2 id="more-items" className="mb-3 font-semibold text-lg">
            {t('plans.more')}
          </h2>
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {others.map((offer) => (
              <OfferCard
                key={offer.itemId}
                offer={offer}
                isCurrent={hasItem(services, offer)}
                headingLevel={3}
              />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

type PlansProps = {
  words: Words;
  plans: Offer[];
  services: readonly PortalService[];
  subject: PortalService | undefined;
  /** Price of each plan for the service that could change to it, by item. */
  ownPrices: ReadonlyMap<number, bigint> | undefined;
  /** Why that service cannot change to a plan, by item. */
  refusals: ReadonlyMap<number, ChangeRefusal | null> | undefined;
  /** On a small screen the reader opened the comparison. */
  isCompared: boolean;
};

/** A comparison where there is room for it; in one column, cards with the comparison on request. */
function Plans({ words, plans, services, subject, ownPrices, refusals, isCompared }: PlansProps) {
  const { t } = words;
  const rows = plans.map((offer) => ({
    offer,
    isCurrent: hasItem(services, offer),
    ownPrice: ownPriceText(words, offer, { subject, ownPrices }),
  }));
  const own = subject === undefined ? '' : `service=${subject.serviceId}`;
  return (
    <>
      {plans.length > 1 && (
        <Segmented
          label={t('plans.view')}
          current={isCompared ? 'compare' : 'cards'}
          className="mb-4 md:hidden"
          tabs={[
            { id: 'cards', label: t('plans.cards'), href: `/plans?${own}` },
            {
              id: 'compare',
              label: t('plans.compare'),
              href: `/plans?${own === '' ? '' : `${own}&`}view=compare`,
            },
          ]}
        />
      )}
      <div className={cn('grid gap-4 md:hidden', isCompared && 'hidden')}>
        {rows.map((row) => (
          <OfferCard key={row.offer.itemId} {...row} {...{ subject, refusals }} />
        ))}
      </div>
      <OfferTable
        className={isCompared ? '' : 'hidden md:block'}
        {...{ words, rows, subject, refusals }}
      />
    </>
  );
}

function hasItem(services: readonly PortalService[], { itemId }: Offer): boolean {
  return services.some((service) => service.itemId === itemId);
}
