import { pathOfService } from './money-mails';
import type { MailContent } from './render-text';
import type { MailWords } from './words';

export type StoppedFacts = {
  serviceId: number;
  service: string;
  priceMinor: bigint;
  balanceMinor: bigint;
  shortMinor: bigint;
  /** The smallest top-up that covers it; null if it exceeds the largest allowed payment. */
  topUpMinor: bigint | null;
  /** A payment starts its paid time, but its router cannot be told to let it online now. */
  isRouterAway: boolean;
};

/** Writes that a period was withheld, how much is missing and how to add it. */
export function writeServiceStopped({ t, f, url }: MailWords, facts: StoppedFacts): MailContent {
  const { service } = facts;
  const price = f.money(facts.priceMinor);
  const balance = f.money(facts.balanceMinor);
  const short = f.money(facts.shortMinor);
  return {
    subject: t('service_stopped.subject', { service, short }),
    heading: t('service_stopped.heading', { service }),
    paragraphs: [
      t('service_stopped.due', { price, balance, short }),
      t(facts.isRouterAway ? 'service_stopped.away' : 'service_stopped.resume', { service }),
    ],
    facts: [
      { label: t('service_stopped.price'), value: price },
      { label: t('service_stopped.credit'), value: balance },
      { label: t('service_stopped.short'), value: short },
    ],
    action: {
      label:
        facts.topUpMinor === null
          ? t('service_stopped.actionPlain')
          : t('service_stopped.action', { amount: f.money(facts.topUpMinor) }),
      url: url(pathOfService(facts.serviceId)),
    },
  };
}

export type RestoredFacts = { serviceId: number; service: string; until: Date | null };

export function writeServiceRestored({ t, f, url }: MailWords, facts: RestoredFacts): MailContent {
  const { service, until } = facts;
  return {
    subject: t('service_restored.subject', { service }),
    heading: t('service_restored.heading', { service }),
    paragraphs: [
      ...(until ? [t('service_restored.until', { date: f.dateTime(until) })] : []),
      t('service_restored.thanks'),
    ],
    facts: [],
    action: { label: t('service_restored.action'), url: url(pathOfService(facts.serviceId)) },
  };
}

export type ConnectedFacts = {
  serviceId: number;
  service: string;
  until: Date | null;
  /** What is missing for its first period; null once that has begun. */
  shortMinor: bigint | null;
};

/** Writes that a new or paused service now has a router: its period has started, or only waits for credit. */
export function writeServiceConnected(
  { t, f, url }: MailWords,
  { serviceId, service, until, shortMinor }: ConnectedFacts,
): MailContent {
  const isShort = shortMinor !== null;
  const words = isShort
    ? [t('service_connected.short', { service, short: f.money(shortMinor) })]
    : [
        ...(until ? [t('service_connected.until', { date: f.dateTime(until) })] : []),
        t('service_connected.help'),
      ];
  return {
    subject: t(isShort ? 'service_connected.readySubject' : 'service_connected.subject', {
      service,
    }),
    heading: t(isShort ? 'service_connected.readyHeading' : 'service_connected.heading', {
      service,
    }),
    paragraphs: words,
    facts: [],
    action: { label: t('service_connected.action'), url: url(pathOfService(serviceId)) },
  };
}

export type DataAlertFacts = {
  serviceId: number;
  service: string;
  grantedBytes: bigint;
  usedBytes: bigint;
  leftBytes: bigint;
  /** Null while the service is not served, because its data is kept until it is. */
  until: Date | null;
  /** When the data runs out at the current rate of use, if that is before `until`. */
  lastsUntil: Date | null;
};

export function writeDataAlert({ t, f, url }: MailWords, facts: DataAlertFacts): MailContent {
  const { service, grantedBytes, usedBytes } = facts;
  const percent = f.percent(Number((usedBytes * 100n) / grantedBytes) / 100);
  const { used: left, total: granted } = f.bytesOf(facts.leftBytes, grantedBytes);
  const until = facts.until && f.dateTime(facts.until);
  return {
    subject: t('data_alert.subject', { percent, service }),
    heading: t('data_alert.heading', { percent, service }),
    paragraphs: [
      until === null
        ? t('data_alert.kept', { left, granted })
        : t('data_alert.left', { left, granted, date: until }),
      ...(facts.lastsUntil ? [t('data_alert.pace', { date: f.date(facts.lastsUntil) })] : []),
    ],
    facts: [
      { label: t('data_alert.used'), value: f.bytes(usedBytes) },
      { label: t('data_alert.granted'), value: f.bytes(grantedBytes) },
      ...(until === null ? [] : [{ label: t('data_alert.until'), value: until }]),
    ],
    action: { label: t('data_alert.action'), url: url('/usage') },
  };
}

export type DataUsedUpFacts = {
  serviceId: number;
  service: string;
  isSlowed: boolean;
  /** Its paid time stands still, so it is neither slow nor about to renew. */
  isWaiting: boolean;
  /** When the next period grants data; null if none is due. */
  renewsAt: Date | null;
  hasPacks: boolean;
  isRouterAway: boolean;
};

export function writeDataUsedUp({ t, f, url }: MailWords, facts: DataUsedUpFacts): MailContent {
  const { service, renewsAt } = facts;
  return {
    subject: t('data_used_up.subject', { service }),
    heading: t('data_used_up.heading', { service }),
    paragraphs: [
      t(`data_used_up.${whatHappens(facts)}`),
      ...(renewsAt ? [t('data_used_up.renews', { date: f.dateTime(renewsAt) })] : []),
      ...(facts.hasPacks
        ? [t(facts.isRouterAway ? 'data_used_up.packAway' : 'data_used_up.pack')]
        : []),
    ],
    facts: [],
    action: { label: t('data_used_up.action'), url: url(pathOfService(facts.serviceId)) },
  };
}

function whatHappens({ isWaiting, isSlowed }: DataUsedUpFacts): 'waiting' | 'slowed' | 'blocked' {
  if (isWaiting) return 'waiting';
  return isSlowed ? 'slowed' : 'blocked';
}
