import { useTranslations } from 'next-intl';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import { pushTone, serviceTone } from '@/app/admin/_shared/tones';
import type { Formats } from '@/lib/kit/format';
import type { HoldReason, RouterFailure, ServiceStatus } from '@/lib/kit/words';
import type { HoldDetail, PushDetail, ServiceCard } from '@/lib/screens/admin/service-cards';
import type { PushState } from '@/lib/screens/admin/services';
import { noRouterKey } from './no-router-key';

/** The status of a service as a word, a colour and an icon. */
export function ServiceStatusBadge({
  status,
  size,
}: {
  status: ServiceStatus;
  size?: 'sm' | 'md';
}) {
  const t = useTranslations('admin-services.status');
  return (
    <StatusBadge tone={serviceTone[status]} {...(size ? { size } : {})}>
      {t(status)}
    </StatusBadge>
  );
}

/** The reasons for a status in one line, for lists. */
export function ReasonWords({ reasons }: { reasons: readonly HoldReason[] }) {
  const t = useTranslations('admin-services.hold');
  if (reasons.length === 0) return null;
  return (
    <span className="text-ink-muted text-xs">{reasons.map((reason) => t(reason)).join(', ')}</span>
  );
}

/** Why a service has its status: its holds, or that nothing holds it. */
export function StatusReasons({ card, f }: { card: ReasonFacts; f: Formats }) {
  const t = useTranslations('admin-services');
  if (card.holds.length > 0) return <HoldList holds={card.holds} f={f} />;
  const { push } = card;
  // Without a confirmation nobody knows whether the customer is online.
  const isUnknown = card.status === 'active' && push !== null && push.appliedAt === null;
  return (
    <p className="text-ink-muted">
      {isUnknown
        ? t('detail.nothingConfirmed', { router: push.routerName })
        : t('detail.nothingHolds')}
    </p>
  );
}

type ReasonFacts = Pick<ServiceCard, 'holds' | 'push' | 'status'>;

/** Each hold as a sentence: reason, start, end, actor and note. */
function HoldList({ holds, f }: { holds: readonly HoldDetail[]; f: Formats }) {
  const t = useTranslations('admin-services');
  if (holds.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5">
      {holds.map((hold) => (
        <li key={hold.reason} className="text-sm leading-snug">
          <span className="font-medium">{t(`hold.${hold.reason}`)}</span>
          <span className="text-ink-muted">
            {' · '}
            {t('holdSince', { time: f.dateTime(hold.since) })}
            {hold.until !== null && ` · ${t('holdUntil', { day: f.date(hold.until) })}`}
            {hold.byName !== null && ` · ${t('holdBy', { name: hold.byName })}`}
          </span>
          {hold.note !== null && hold.note !== '' && (
            <span className="block text-ink-muted">“{hold.note}”</span>
          )}
          {hold.reason === 'dispute' && <DisputeLinks topUpId={hold.disputedTopUpId} />}
        </li>
      ))}
    </ul>
  );
}

/** Leads to the disputed payment, and to where its services are let run again. */
function DisputeLinks({ topUpId }: { topUpId: string | null }) {
  const t = useTranslations('admin-services');
  return (
    <>
      {topUpId !== null && (
        <AppLink
          href={`/admin/money/top-ups/${topUpId}`}
          className="block underline underline-offset-4"
        >
          {t('holdDisputed')}
        </AppLink>
      )}
      <AppLink href="/admin/money/disputes" className="block underline underline-offset-4">
        {t('holdDispute')}
      </AppLink>
    </>
  );
}

/** Push progress of a service, for lists. */
export function PushBadge({
  push,
  failure,
}: {
  push: PushState | null;
  failure: RouterFailure | null;
}) {
  const t = useTranslations('admin-services.push');
  const failures = useTranslations('routers.failure');
  if (push === null) return <span className="text-ink-muted">{t('none')}</span>;
  return (
    <span className="inline-flex flex-col items-start gap-0.5">
      <StatusBadge tone={pushTone[push]}>{t(push)}</StatusBadge>
      {push === 'failed' && failure !== null && (
        <span className="text-danger-ink text-xs">{failures(failure)}</span>
      )}
    </span>
  );
}

function pushStateOf(push: PushDetail): PushState {
  if (push.isConfirmed) return push.isStopOpen ? 'not_stopped' : 'confirmed';
  return push.failure === null ? 'activating' : 'failed';
}

/** A confirmed service has a time of confirmation and of the last check; others were confirmed earlier or never. */
function PushTimes({ push, f }: { push: PushDetail; f: Formats }) {
  const t = useTranslations('admin-services.push');
  const { desiredVersion, appliedVersion, appliedAt, seenAt, isConfirmed } = push;
  const desired = f.count(desiredVersion);
  const at = appliedAt === null ? null : f.dateTime(appliedAt);
  const parts = isConfirmed
    ? [
        t('version', { version: desired }),
        at !== null && t('confirmedAt', { time: at }),
        seenAt !== null && t('seenAt', { time: f.dateTime(seenAt) }),
      ]
    : [
        appliedVersion === 0n
          ? t('unconfirmed', { desired })
          : t('versions', { desired, applied: f.count(appliedVersion) }),
        at !== null && t('lastConfirmedAt', { time: at }),
      ];
  return parts.filter((part) => part !== false).join(' · ');
}

type PushFacts = Pick<ServiceCard, 'push' | 'kind' | 'status'>;

/** Desired and applied state of one service, in full. */
export function PushLine({ service, f, now }: { service: PushFacts; f: Formats; now: Date }) {
  const t = useTranslations('admin-services.push');
  const words = useTranslations('routers');
  const { push } = service;
  if (push === null)
    return <p className="text-ink-muted">{t(`noRouter.${noRouterKey(service)}`)}</p>;
  const state = pushStateOf(push);
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <StatusBadge tone={pushTone[state]}>{t(state)}</StatusBadge>
        <span>{push.routerName}</span>
      </p>
      <p className="text-ink-muted text-xs tabular-nums">
        <PushTimes push={push} f={f} />
      </p>
      {state === 'not_stopped' && (
        <p className="text-danger-ink text-xs">{t('notStopped', { router: push.routerName })}</p>
      )}
      {state === 'failed' && push.failure !== null && (
        <p className="text-danger-ink text-xs">
          {words(`failure.${push.failure}`)}
          {push.nextAttemptAt !== null &&
            (push.nextAttemptAt > now
              ? ` ${t('nextAttempt', { time: f.timeExact(push.nextAttemptAt) })}`
              : ` ${t('attemptDue')}`)}
          {push.failureDetail !== null && (
            <span className="mt-0.5 block font-mono text-ink-muted [overflow-wrap:anywhere]">
              {words.has(`missing.${push.failureDetail}`)
                ? words(`missing.${push.failureDetail}`)
                : push.failureDetail}
            </span>
          )}
        </p>
      )}
    </div>
  );
}
