import { CalendarClock } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import { ServiceMenu } from '@/app/admin/_service-actions/service-menu';
import { nextChargeText } from '@/app/admin/_service-view/next-charge-words';
import { plannedEventWords } from '@/app/admin/_service-view/planned-event-words';
import {
  PushLine,
  ServiceStatusBadge,
  StatusReasons,
} from '@/app/admin/_service-view/service-status';
import type { StaffRole } from '@/lib/kit/words';
import type { ServiceCard } from '@/lib/screens/admin/service-cards';
import type { ServiceNames } from '@/lib/screens/admin/service-names';

type ServiceCardViewProps = {
  card: ServiceCard;
  now: Date;
  role: StaffRole;
  /** Names of what its planned changes refer to. */
  names: ServiceNames;
};

/** One service with its most-needed facts. */
export async function ServiceCardView({ card, now, role, names }: ServiceCardViewProps) {
  const [t, due, f, words] = await Promise.all([
    getTranslations('admin-customers.services'),
    getTranslations('admin-services.due'),
    getOperatorFormats(),
    plannedEventWords(names),
  ]);
  const charge = nextChargeText(due, f, card);
  return (
    <article className="rounded-lg border border-line bg-surface-raised p-4 shadow-card sm:p-5">
      <header className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="font-semibold text-base">
              <AppLink
                href={`/admin/services/${card.serviceId}`}
                className="rounded-sm hover:text-accent-ink hover:underline"
              >
                {card.itemName}
              </AppLink>
            </h2>
            <ServiceStatusBadge status={card.status} />
            {card.isThrottled && <StatusBadge tone="warning">{t('throttled')}</StatusBadge>}
            {card.planned.length > 0 && (
              <StatusBadge tone="info" icon={<CalendarClock aria-hidden />}>
                {t('pendingChanges', { count: card.planned.length })}
              </StatusBadge>
            )}
          </div>
          <p className="mt-0.5 text-ink-muted text-xs">
            #s{card.serviceId}
            {card.description !== '' && ` · ${card.description}`}
          </p>
        </div>
        <ServiceMenu card={card} role={role} />
      </header>
      <div className="mt-4 grid gap-x-6 gap-y-4 md:grid-cols-3">
        <Fact label={t('why')}>
          <StatusReasons card={card} f={f} />
        </Fact>
        <Fact label={t('onRouter')}>
          <PushLine service={card} f={f} now={now} />
          <p className="mt-1 font-mono text-ink-muted text-xs">
            {[card.login, card.ipv4Address].filter((part) => part !== null).join(' · ')}
          </p>
        </Fact>
        <Fact label={t('next')}>
          {charge === null ? (
            <p className="text-ink-muted">{t('noRenewal')}</p>
          ) : (
            <NextCharge charge={charge} />
          )}
          {card.planned.map((planned) => {
            const { when, title } = words(planned);
            return (
              <p key={`${when}-${title}`} className="mt-1 text-xs">
                {when}: {title}
              </p>
            );
          })}
          <p className="mt-1 text-ink-muted text-xs">
            {card.endDate === null
              ? t('since', { day: f.date(card.startDate) })
              : t('sinceUntil', { day: f.date(card.startDate), end: f.date(card.endDate) })}
          </p>
        </Fact>
      </div>
    </article>
  );
}

/** The amount and its day, or that nothing is charged. */
function NextCharge({
  charge: { amount, when },
}: {
  charge: NonNullable<ReturnType<typeof nextChargeText>>;
}) {
  return (
    <>
      {amount !== null && <p className="font-medium tabular-nums">{amount}</p>}
      <p className="text-ink-muted text-xs">{when}</p>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1 font-medium text-ink-muted text-xs">{label}</h3>
      {children}
    </div>
  );
}
