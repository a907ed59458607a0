import { BarChart3, ChevronRight, Plus } from 'lucide-react';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { cn } from '@/app/_ui/cn';
import type { PortalService } from '@/lib/screens/portal/services';
import { isStandstill } from '@/lib/services/rules';
import { DataGauge, hasGauge } from './data-gauge';
import { NextStep } from './next-step';
import { PlannedList } from './planned';
import { RouterLine } from './router-line';
import { ServiceReason } from './service-reason';
import { ServiceStatus } from './service-status';
import { getWords, priceText, speedText } from './words';

/** One service on the home page: its state, remaining data, next step and actions. */
export async function ServiceCard({ service, now }: { service: PortalService; now: Date }) {
  const words = await getWords();
  const { t } = words;
  const { serviceId, itemName, mark, description, data, reasons } = service;
  const isOff = reasons.length > 0;
  const headingId = `service-${serviceId}`;
  return (
    <article
      aria-labelledby={headingId}
      className={cn(
        'relative flex min-w-0 flex-col gap-5 rounded-lg border bg-surface-raised p-4 shadow-card sm:p-5',
        isOff && !(reasons[0] && isStandstill(reasons[0].reason))
          ? 'border-danger/40'
          : 'border-line',
      )}
    >
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 max-w-full">
          <h2 id={headingId} className="font-semibold text-lg leading-snug">
            <AppLink
              href={`/services/${serviceId}`}
              className="inline-flex max-w-full items-center gap-1 rounded-sm hover:underline"
            >
              <span className="min-w-0 [overflow-wrap:anywhere]">{itemName}</span>
              <ChevronRight
                aria-hidden
                className="size-4 shrink-0 text-ink-muted rtl:-scale-x-100"
              />
            </AppLink>
          </h2>
          <p className="text-ink-muted [overflow-wrap:anywhere]">
            {[
              mark,
              description,
              speedText(words, service),
              priceText(words, service.renewalPriceMinor, service.interval),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <ServiceStatus {...service} />
      </header>
      <ServiceReason service={service} />
      <div className="flex flex-col items-center gap-5 sm:flex-row sm:items-center sm:gap-7">
        {data !== null && hasGauge(data) && (!isOff || data.isLimited) && <DataGauge data={data} />}
        <div className="flex w-full min-w-0 flex-1 flex-col gap-3">
          <NextStep service={service} now={now} />
          <RouterLine service={service} now={now} />
        </div>
      </div>
      {service.planned.length > 0 && (
        <div className="rounded-md bg-surface-sunken p-3">
          <PlannedList service={service} />
        </div>
      )}
      <footer className="flex flex-wrap gap-2 border-line border-t pt-4 max-sm:[&>*]:flex-1">
        {service.can.buyPack && (
          <LinkButton
            href={`/services/${serviceId}#packs`}
            variant="soft"
            icon={<Plus aria-hidden />}
          >
            {t('data.more')}
          </LinkButton>
        )}
        {data !== null && (
          <LinkButton href={`/usage?service=${serviceId}`} icon={<BarChart3 aria-hidden />}>
            {t('usage.title')}
          </LinkButton>
        )}
        {service.can.changePlan && (
          <LinkButton href={`/plans?service=${serviceId}`}>{t('plans.change')}</LinkButton>
        )}
        <LinkButton href={`/services/${serviceId}`} variant="ghost">
          {t('service.details')}
        </LinkButton>
      </footer>
    </article>
  );
}
