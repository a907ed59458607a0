import { getTranslations } from 'next-intl/server';
import { Timeline, type TimelineStep } from '@/app/_ui/timeline';
import { DateTime } from '@/app/_ui/values';
import { isUnderWay, type TraceStep } from '@/lib/timeline/rules/trace';
import { failureText } from '../_view/failure-text';
import { RefreshWhile } from './refresh-while';
import { getWords, type Words } from './words';

type TraceProps = {
  steps: readonly TraceStep[];
  /** Accessible name of the list. */
  label: string;
  /** When what is traced began. */
  since: Date;
  now: Date;
};

/** The steps of a payment: completed ones with their time, the current one, and those to come. */
export async function Trace({ steps, label, since, now }: TraceProps) {
  const [words, errors] = await Promise.all([getWords(), getTranslations('errors')]);
  const why = (key: string) => (errors.has(key as 'not_found') ? errors(key as 'not_found') : key);
  return (
    <>
      {isUnderWay(steps) && (
        <>
          <RefreshWhile />
          <noscript>
            <meta httpEquiv="refresh" content={`${secondsToNextLook(since, now)}`} />
          </noscript>
        </>
      )}
      <Timeline label={label} live steps={steps.map((step) => lineOf(words, step, { now, why }))} />
    </>
  );
}

const LOOK_SECONDS_MIN = 5;

/** Without scripts the page is loaded anew, more and more rarely: what lasts must not use up somebody's data. */
function secondsToNextLook(since: Date, now: Date): number {
  const age = (now.getTime() - since.getTime()) / 1000;
  return Math.max(LOOK_SECONDS_MIN, Math.round(age / 8));
}

type LineContext = {
  now: Date;
  /** Translates a refusal's key. */
  why: (key: string) => string;
};

function lineOf(words: Words, step: TraceStep, context: LineContext): TimelineStep {
  const { f } = words;
  return {
    id: step.id,
    state: step.state,
    ...wordsOf(words, step, context),
    ...(step.at === null
      ? {}
      : { time: <DateTime f={f} value={step.at} show="timeExact" now={context.now} /> }),
  };
}

type Line = { title: string; detail?: string };

function orderWords(
  { t, f }: Words,
  { state, order, at }: TraceStep & { kind: 'order' },
  why: LineContext['why'],
): Line {
  const title = t(`trace.order.${order.kind}.${state === 'now' ? 'now' : order.state}`, {
    item: order.itemName,
  });
  const { failure } = order;
  if (failure === null) return { title };
  // A reason given then is not what is true now.
  const isDated = order.state === 'failed' && at !== null;
  const detail = isDated ? failureText({ t, f }, { failure, failedAt: at }, why) : why(failure);
  return { title, detail };
}

function wordsOf({ t, f }: Words, step: TraceStep, { now, why }: LineContext): Line {
  switch (step.kind) {
    case 'payment':
      return {
        title: t(`trace.payment.${step.status}.title`, { amount: f.money(step.amountMinor) }),
        detail: t(`trace.payment.${step.status}.text`),
      };
    case 'credit': {
      const amount = f.money(step.amountMinor);
      if (step.isChecked) return { title: t('trace.credit.checked') };
      if (step.state !== 'done') return { title: t('trace.credit.waiting', { amount }) };
      const { balanceAfterMinor } = step;
      return {
        title: t('trace.credit.done', { amount }),
        ...(balanceAfterMinor === null
          ? {}
          : { detail: t('trace.credit.balance', { balance: f.money(balanceAfterMinor) }) }),
      };
    }
    case 'ordered':
      return { title: t('trace.ordered', { item: step.order.itemName }) };
    case 'order':
      return orderWords({ t, f }, step, why);
    case 'planned':
      return plannedWords({ t, f }, step);
    case 'period': {
      const { priceMinor, grantedBytes, endsAt } = step.period;
      const price = f.money(priceMinor);
      return {
        title: t('trace.period.title', { item: step.itemName }),
        detail:
          grantedBytes === null
            ? t('trace.period.time', { price, time: f.dateTime(endsAt) })
            : t('trace.period.data', {
                price,
                data: f.bytes(grantedBytes),
                time: f.dateTime(endsAt),
              }),
      };
    }
    case 'pack':
      return {
        title: t('trace.pack.title', { data: f.bytes(step.pack.grantedBytes) }),
        detail: t('trace.pack.text', { time: f.dateTime(step.pack.expiresAt) }),
      };
    case 'starting':
      return { title: t('trace.starting', { item: step.itemName }) };
    case 'connecting':
      return { title: t('trace.connecting'), detail: t('trace.connectingText') };
    case 'router':
      return routerWords({ t, f }, step, now);
  }
}

function plannedWords(
  { t, f }: Words,
  { order, fate, due }: TraceStep & { kind: 'planned' },
): Line {
  const item = order.itemName;
  if (fate !== 'planned') return { title: t(`trace.planned.${fate}`, { item }) };
  const detail = t(due.isCancellable ? 'trace.planned.cancellable' : 'trace.planned.text');
  return due.at === null
    ? { title: t('trace.planned.next', { item }), detail }
    : { title: t('trace.planned.on', { item, time: f.dateTime(due.at) }), detail };
}

function routerWords({ t, f }: Words, step: TraceStep & { kind: 'router' }, now: Date): Line {
  const { router } = step;
  if (router.kind === 'confirmed')
    return { title: t('trace.router.done'), detail: t('trace.router.doneText') };
  if (router.kind === 'out_of_service')
    return { title: t('trace.router.off'), detail: t('trace.router.offText') };
  if (router.failure === null)
    return { title: t('trace.router.now'), detail: t('trace.router.nowText') };
  const seconds = router.nextAttemptAt
    ? Math.max(0, Math.round((router.nextAttemptAt.getTime() - now.getTime()) / 1000))
    : 0;
  const facts = { why: t(`failure.${router.failure}`), attempt: router.attempts + 1 };
  return {
    title: t('trace.router.retrying'),
    detail:
      seconds === 0
        ? t('trace.router.retryNow', facts)
        : t('trace.router.retryIn', { ...facts, wait: f.duration(seconds) }),
  };
}
