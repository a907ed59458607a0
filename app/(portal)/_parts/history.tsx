import {
  Banknote,
  CircleCheck,
  CircleSlash,
  Database,
  History as HistoryIcon,
  RefreshCw,
  Router,
  RouterIcon,
  ShoppingBag,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import { DateTime } from '@/app/_ui/values';
import { statusOfHold } from '@/lib/kit/words';
import type { TimelineEvent } from '@/lib/timeline/rules';
import { getWords, type Words } from './words';

/** Events, newest first, grouped by day. */
export async function History({ events }: { events: readonly TimelineEvent[] }) {
  const words = await getWords();
  const days = byDay(words, events);
  return (
    <div className="flex flex-col gap-4">
      {days.map(({ day, list }) => (
        <section key={day} aria-label={day}>
          <h3 className="mb-2 font-medium text-ink-muted text-xs">{day}</h3>
          <ol className="flex flex-col gap-2.5">
            {list.map((event) => (
              <Row key={event.id} words={words} event={event} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function byDay({ f }: Words, events: readonly TimelineEvent[]) {
  const days: { day: string; list: TimelineEvent[] }[] = [];
  for (const event of events) {
    const day = f.date(event.at);
    const last = days.at(-1);
    if (last?.day === day) last.list.push(event);
    else days.push({ day, list: [event] });
  }
  return days;
}

function Row({ words, event }: { words: Words; event: TimelineEvent }) {
  const { icon, bad = false, text, detail } = toldOf(words, event);
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className={cn(
          'mt-px flex size-6 shrink-0 items-center justify-center rounded-full [&_svg]:size-3.5',
          bad ? 'bg-danger-soft text-danger-ink' : 'bg-surface-sunken text-ink-muted',
        )}
      >
        {icon}
      </span>
      <div className="flex min-w-0 flex-1 items-baseline justify-between gap-x-3">
        <p className="min-w-0 [overflow-wrap:anywhere]">
          {text}
          {detail !== undefined && <span className="block text-ink-muted text-xs">{detail}</span>}
        </p>
        <span className="text-ink-muted text-xs">
          <DateTime f={words.f} value={event.at} show="timeExact" />
        </span>
      </div>
    </li>
  );
}

type Told = { icon: ReactNode; text: string; detail?: string; bad?: boolean };

function toldOf({ t, f }: Words, event: TimelineEvent): Told {
  switch (event.kind) {
    case 'money': {
      const amount = f.moneySigned(event.amountMinor);
      const text = t('history.money', { what: t(`entry.${event.transfer}`), amount });
      // A card payment's text is the operator's name for the bank statement, which is redundant here.
      const detail = event.transfer === 'top_up' ? '' : event.text;
      return { icon: <Banknote />, text, ...(detail === '' ? {} : { detail }) };
    }
    case 'period':
      return periodWords({ t, f }, event);
    case 'data': {
      const data = f.bytes(event.grantedBytes);
      const detail = t('trace.pack.text', { time: f.dateTime(event.expiresAt) });
      return { icon: <Database />, text: t('trace.pack.title', { data }), detail };
    }
    case 'order':
      return {
        icon: <ShoppingBag />,
        text: t(`history.order.${event.state}`, { what: t(`orders.kind.${event.order}`) }),
        bad: event.state === 'failed',
      };
    case 'hold_set':
      return {
        icon: <CircleSlash />,
        text: t(`reason.${event.hold}.title`),
        bad: statusOfHold[event.hold] !== 'pending' && event.hold !== 'paused',
      };
    case 'hold_lifted':
      return { icon: <CircleCheck />, text: t(`history.lifted.${event.hold}`) };
    case 'changed':
      return { icon: <HistoryIcon />, text: changeWords({ t, f }, event.action) };
    case 'router_confirmed':
      return { icon: <RouterIcon />, text: t('history.routerConfirmed') };
    case 'router_removed':
      return { icon: <RouterIcon />, text: t('history.routerRemoved') };
    case 'router_failed': {
      const text = t('history.routerFailed', { count: event.attempts });
      return { icon: <Router />, text, detail: t(`failure.${event.failure}`), bad: true };
    }
  }
}

function periodWords({ t, f }: Words, event: TimelineEvent & { kind: 'period' }): Told {
  const price = f.money(event.priceMinor);
  if (event.outcome === 'missed') return { icon: <RefreshCw />, text: t('history.missed') };
  if (event.outcome === 'withheld') {
    const seen = event.balanceSeenMinor;
    const detail =
      seen === null ? undefined : t('history.withheldText', { price, balance: f.money(seen) });
    const text = t('history.withheld');
    return { icon: <RefreshCw />, text, bad: true, ...(detail === undefined ? {} : { detail }) };
  }
  const time = f.dateTime(event.endsAt);
  const data = event.grantedBytes;
  return {
    icon: <RefreshCw />,
    text:
      event.feeMinor === 0n
        ? t('history.renewed', { price })
        : t('history.renewedFee', { price, fee: f.money(event.feeMinor) }),
    detail:
      data === null
        ? t('history.renewedTime', { time })
        : t('history.renewedData', { data: f.bytes(data), time }),
  };
}

const knownActions = [
  'created',
  'plan_changed',
  'plan_change_planned',
  'plan_change_cancelled',
  'change_scheduled',
  'change_cancelled',
  'terms_changed',
  'terms_scheduled',
  'planned_price_dropped',
  'changed',
  'end_date_moved',
  'throttled',
  'unthrottled',
  'archived',
  'sync_asked',
] as const;

function changeWords({ t }: Words, action: string): string {
  const known = knownActions.find((name) => name === action) ?? 'changed';
  return t(`history.changed.${known}`);
}
