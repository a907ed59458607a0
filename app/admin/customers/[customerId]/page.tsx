import { Wifi } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { idFromPath } from '@/app/_operator/found-page';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { listServiceCards } from '@/lib/screens/admin/service-cards';
import { listServiceNames } from '@/lib/screens/admin/service-names';
import { ServiceCardView } from './_parts/service-card';

type PageProps = {
  params: Promise<{ customerId: string }>;
  searchParams: Promise<{ archived?: string }>;
};

/** The customer's services, each with its status, the reasons for it, and its router. */
export default async function CustomerServicesPage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('services.read');
  const customerId = idFromPath((await params).customerId);
  const withArchived = (await searchParams).archived === 'on';
  const [t, cards] = await Promise.all([
    getTranslations('admin-customers.services'),
    listServiceCards(ctx, { customerId, withArchived }),
  ]);
  const names = await listServiceNames(
    ctx,
    cards.map(({ planned }) => planned),
  );
  const base = `/admin/customers/${customerId}`;
  return (
    <>
      {cards.length === 0 ? (
        <Card>
          <EmptyState icon={<Wifi aria-hidden />} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </Card>
      ) : (
        <ul className="flex flex-col gap-3">
          {cards.map((card) => (
            <li key={card.serviceId}>
              <ServiceCardView card={card} now={ctx.now} role={ctx.actor.role} names={names} />
            </li>
          ))}
        </ul>
      )}
      <div className="mt-4">
        <LinkButton href={withArchived ? base : `${base}?archived=on`} variant="ghost" size="sm">
          {withArchived ? t('hideArchived') : t('showArchived')}
        </LinkButton>
      </div>
    </>
  );
}
