import type { ReactNode } from 'react';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { cn } from '@/app/_ui/cn';
import type { PortalService } from '@/lib/screens/portal/services';
import { wayBackOf } from '@/lib/screens/portal/way-back';
import { cancelText } from '../_view/cancel-text';
import { wayBackText } from '../_view/way-back-text';
import { resume } from './actions';
import { PayButton } from './pay-button';
import { RenewButton } from './renew-button';
import { getWords, type Words } from './words';

/** Why the service is off, and the one action that helps. Renders nothing while it runs normally. */
export async function ServiceReason({ service }: { service: PortalService }) {
  const [words, { supportContact }] = await Promise.all([getWords(), getOperator()]);
  const { t } = words;
  const told = toldOf(words, service, supportContact);
  if (told === null) return null;
  const cancel = cancelText(words, service, supportContact);
  // An unpaid first period follows from any other reason, so it is not listed beside one.
  const others = service.reasons.slice(1).filter(({ reason }) => reason !== 'unpaid');
  return (
    <div
      className={cn(
        'flex flex-col gap-4 rounded-lg p-4 sm:flex-row sm:items-center sm:justify-between sm:gap-6',
        told.tone === 'danger' && 'bg-danger-soft',
        told.tone === 'warning' && 'bg-warning-soft',
        told.tone === 'info' && 'bg-info-soft',
      )}
    >
      <div className="min-w-0">
        <p className="font-semibold text-base">{told.title}</p>
        <p className="mt-1 text-pretty">{told.text}</p>
        {cancel !== null && <p className="mt-1 text-pretty">{cancel}</p>}
        {others.length > 0 && (
          <p className="mt-1 text-xs">
            {t('reason.also', {
              reasons: others.map(({ reason }) => t(`statusOf.${reason}`)).join(', '),
            })}
          </p>
        )}
      </div>
      {told.action !== undefined && <div className="shrink-0 sm:max-w-72">{told.action}</div>}
    </div>
  );
}

type Told = {
  tone: 'danger' | 'warning' | 'info';
  title: string;
  text: string;
  action?: ReactNode;
};

function toldOf(words: Words, service: PortalService, contact: string): Told | null {
  const hold = service.reasons[0];
  if (hold === undefined) return service.isThrottled ? slowed(words, service) : null;
  const { t, f } = words;
  const title = t(`reason.${hold.reason}.title`);
  switch (hold.reason) {
    case 'no_credit':
    case 'unpaid':
      return { tone: 'danger', title, ...creditWords(words, service) };
    case 'data_cap':
      return { tone: 'danger', title, ...dataWords(words, service) };
    case 'paused':
      return {
        tone: 'info',
        title,
        text:
          hold.until === null
            ? t('reason.paused.text')
            : t('reason.paused.until', { date: f.date(hold.until) }),
        ...(service.can.resume ? { action: <ResumeButton words={words} service={service} /> } : {}),
      };
    case 'not_started':
      return {
        tone: 'info',
        title,
        text: t('reason.not_started.text', { date: f.date(service.startDate) }),
      };
    case 'not_connected':
      return { tone: 'info', title, text: connectionWords(words, service, contact) };
    case 'router_refused':
      return {
        tone: 'warning',
        title,
        text: [
          t('reason.router_refused.text', { contact: contact || 'none' }),
          ...(service.can.changePlan ? [t('reason.router_refused.change')] : []),
        ].join(' '),
      };
    case 'waiting':
      return { tone: 'info', title, text: t('reason.waiting.text') };
    case 'ended':
      return {
        tone: 'info',
        title,
        text: t('reason.ended.text', { date: f.date(service.endDate ?? service.startDate) }),
        action: (
          <LinkButton href="/plans" variant="primary" size="lg" block>
            {t('home.choosePlan')}
          </LinkButton>
        ),
      };
    case 'customer_inactive':
    case 'customer_blocked':
    case 'staff_stopped':
    case 'staff_disabled':
    case 'dispute':
      return {
        tone: 'danger',
        title,
        text: t(`reason.${hold.reason}.text`, { contact: contact || 'none' }),
      };
  }
}

function connectionWords({ t }: Words, service: PortalService, contact: string): string {
  const text = t(`reason.not_connected.${service.hasPaidTime ? 'paid' : 'unpaid'}`);
  const isQuestion = service.hasPaidTime && contact !== '';
  return isQuestion ? `${text} ${t('reason.not_connected.contact', { contact })}` : text;
}

function creditWords(words: Words, service: PortalService): Omit<Told, 'tone' | 'title'> {
  const { t, f } = words;
  const { serviceId } = service;
  const back = wayBackOf(service);
  if (back === null) return { text: t('reason.no_credit.other') };
  const text = wayBackText(words, back, service.itemName);
  if (back.kind === 'decide') return { text, action: <RenewButton service={service} /> };
  if (back.kind !== 'top_up') return { text };
  const { topUpMinor } = back.source;
  if (topUpMinor === null) {
    return {
      text,
      action: (
        <LinkButton href="/wallet" variant="primary" size="lg" block>
          {t('wallet.topUp')}
        </LinkButton>
      ),
    };
  }
  const label = back.isRouterAway ? 'wallet.topUpAmount' : 'reason.no_credit.action';
  return {
    text,
    action: (
      <PayButton
        amountMinor={topUpMinor}
        purpose={`service:${serviceId}`}
        label={t(label, { amount: f.money(topUpMinor) })}
        block
      />
    ),
  };
}

function dataWords(words: Words, service: PortalService): Omit<Told, 'tone' | 'title'> {
  const { t, f } = words;
  const { renewal } = service;
  if (service.isUnserved) return { text: t('reason.data_cap.later') };
  const isWaited = renewal.kind === 'renews' && !service.isRouterAway;
  const text = isWaited
    ? t('reason.data_cap.text', { time: f.dateTime(renewal.at) })
    : t(service.isRouterAway ? 'reason.data_cap.away' : 'reason.data_cap.plain');
  return service.can.buyPack
    ? { text, action: <MoreData words={words} service={service} /> }
    : { text };
}

function slowed(words: Words, service: PortalService): Told {
  const { t, f } = words;
  const text =
    service.downBitsPerSecond === null
      ? t('reason.slowed.plain')
      : t('reason.slowed.text', { rate: f.rate(service.downBitsPerSecond) });
  return {
    tone: 'warning',
    title: t('reason.slowed.title'),
    text,
    ...(service.can.buyPack ? { action: <MoreData words={words} service={service} /> } : {}),
  };
}

type ActionProps = {
  words: Words;
  service: PortalService;
};

function MoreData({ words: { t }, service }: ActionProps) {
  return (
    <LinkButton href={`/services/${service.serviceId}#packs`} variant="primary" size="lg" block>
      {t('data.more')}
    </LinkButton>
  );
}

function ResumeButton({ words: { t }, service }: ActionProps) {
  return (
    <Form action={resume}>
      <input type="hidden" name="serviceId" value={service.serviceId} />
      <SubmitButton size="lg" block>
        {t('pause.resume')}
      </SubmitButton>
    </Form>
  );
}
