import { CalendarClock, CircleAlert, CircleCheck, Coins, ReceiptText } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import { daysBetween, localDateOf } from '@/lib/kit/time';
import type { MoneySource, Renewal } from '@/lib/screens/portal/renewals';
import type { PortalService } from '@/lib/screens/portal/services';
import { beyondWords } from '../_view/beyond-words';
import { PayButton } from './pay-button';
import { RenewButton } from './renew-button';
import { getWords, type Words } from './words';

/** When the service renews or ends, and what pays for it. */
export async function NextStep({ service, now }: { service: PortalService; now: Date }) {
  const words = await getWords();
  const { t, f } = words;
  const { renewal, nextItemName } = service;
  if (renewal.kind === 'none') return null;
  if (renewal.kind === 'starts') {
    return <Fact icon={<CalendarClock aria-hidden />}>{startText(words, renewal)}</Fact>;
  }
  if (renewal.kind === 'connects') return <Connects {...{ words, service, renewal }} />;
  const { timeZone } = f.settings;
  const days = daysBetween(localDateOf(now, timeZone), localDateOf(renewal.at, timeZone));
  const when = { days, time: f.dateTime(renewal.at) };
  if (renewal.kind === 'ends') {
    return <Fact icon={<CalendarClock aria-hidden />}>{t('next.ends', when)}</Fact>;
  }
  return (
    <>
      <Fact icon={<CalendarClock aria-hidden />}>
        <span className="font-medium">{t('next.daysLeft', { days })}</span>
        {' · '}
        {t(renewal.isInGrace ? 'next.inGrace' : 'next.renews', { time: when.time })}
        {nextItemName !== null && (
          <span className="block text-ink-muted">{t('next.asPlan', { plan: nextItemName })}</span>
        )}
      </Fact>
      {service.can.renew ? (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-md bg-warning-soft px-3 py-2.5 text-warning-ink">
          <Fact icon={<CircleAlert aria-hidden />} className="min-w-0 flex-1 basis-44">
            {t('renew.text', { plan: service.itemName })}
          </Fact>
          <RenewButton service={service} />
        </div>
      ) : (
        <Source
          {...{ words, service, days }}
          priceMinor={renewal.priceMinor}
          source={renewal.source}
        />
      )}
    </>
  );
}

function startText({ t, f }: Words, start: Extract<Renewal, { kind: 'starts' }>): string {
  const { until, dataBytes } = start;
  const price = f.money(start.priceMinor);
  if (until === null) return t('next.starts', { price });
  const time = f.dateTime(until);
  return dataBytes === null
    ? t('next.startsUntil', { price, time })
    : t('next.startsWith', { price, time, data: f.bytes(dataBytes) });
}

type ConnectsProps = {
  words: Words;
  service: PortalService;
  renewal: Extract<Renewal, { kind: 'connects' }>;
};

/** A service that starts, and is charged, when it is connected. */
function Connects({ words, service, renewal: { priceMinor, source } }: ConnectsProps) {
  const { t, f } = words;
  const price = f.money(priceMinor);
  return (
    <>
      <Fact icon={<CalendarClock aria-hidden />}>{t('next.connects')}</Fact>
      {source.kind === 'short' ? (
        <Short {...{ words, service, source }} isQuiet>
          {t('next.connectsShort', { price, short: f.money(source.shortMinor) })}
        </Short>
      ) : (
        <Fact>
          {t(source.kind === 'invoice' ? 'next.connectsInvoice' : 'next.connectsCredit', { price })}
        </Fact>
      )}
    </>
  );
}

/** From this many days before the renewal, missing money is shown first. */
const URGENT_DAYS = 3;

type SourceProps = {
  words: Words;
  service: PortalService;
  /** Days until the renewal. */
  days: number;
  priceMinor: bigint;
  source: MoneySource;
};

function Source({ words, service, days, priceMinor, source }: SourceProps) {
  const { t, f } = words;
  if (priceMinor === 0n)
    return (
      <Fact icon={<CircleCheck aria-hidden className="text-positive" />}>{t('next.nothing')}</Fact>
    );
  const price = f.money(priceMinor);
  if (source.kind === 'invoice')
    return <Fact icon={<ReceiptText aria-hidden />}>{t('next.byInvoice', { price })}</Fact>;
  if (source.kind === 'credit')
    return (
      <Fact icon={<CircleCheck aria-hidden className="text-positive" />}>
        {t('next.fromCredit', { price })}
      </Fact>
    );
  return (
    <Short {...{ words, service, source }} isQuiet={days > URGENT_DAYS}>
      {t('next.short', { price, short: f.money(source.shortMinor) })}
    </Short>
  );
}

type ShortProps = {
  words: Words;
  service: PortalService;
  source: Extract<MoneySource, { kind: 'short' }>;
  isQuiet: boolean;
  children: ReactNode;
};

/** The missing amount and a button to pay it. */
function Short({ words, service, source, isQuiet, children }: ShortProps) {
  const { t, f } = words;
  const { topUpMinor } = source;
  return (
    <div
      className={cn(
        'flex flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-md px-3 py-2.5',
        isQuiet ? 'bg-surface-sunken' : 'bg-warning-soft text-warning-ink',
      )}
    >
      <Fact icon={<CircleAlert aria-hidden />} className="min-w-0 flex-1 basis-44">
        {children} {topUpMinor !== null && beyondWords(words, topUpMinor - source.shortMinor)}
      </Fact>
      {topUpMinor !== null && (
        <PayButton
          amountMinor={topUpMinor}
          purpose={`service:${service.serviceId}`}
          isQuiet={isQuiet}
          label={t('wallet.topUpAmount', { amount: f.money(topUpMinor) })}
        />
      )}
    </div>
  );
}

type FactProps = {
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** One line with an icon in front. */
export function Fact({ icon = <Coins aria-hidden />, className, children }: FactProps) {
  return (
    <p
      className={cn(
        'flex items-start gap-2 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0',
        className,
      )}
    >
      {icon}
      <span className="min-w-0">{children}</span>
    </p>
  );
}
