import type { getTranslations } from 'next-intl/server';
import type { StepState } from '@/app/_ui/timeline';
import type { Formats } from '@/lib/kit/format';
import type { TransferKind } from '@/lib/kit/ledger-words';
import type { HoldReason, RouterFailure } from '@/lib/kit/words';
import type { TimelineEvent, TimelineFact } from '@/lib/timeline/rules';

export type TimelineWords = {
  t: Awaited<ReturnType<typeof getTranslations>>;
  money: (kind: TransferKind) => string;
  holds: (hold: HoldReason) => string;
  actions: { (action: 'created'): string; has: (action: 'created') => boolean };
  failures: (failure: RouterFailure) => string;
  f: Formats;
};

export function stateOf(event: TimelineEvent): StepState {
  switch (event.kind) {
    case 'router_failed':
      return 'failed';
    case 'period':
      return event.outcome === 'allocated' ? 'done' : 'failed';
    case 'order':
      return event.state === 'waiting' ? 'waiting' : event.state === 'failed' ? 'failed' : 'done';
    case 'money':
    case 'data':
    case 'changed':
    case 'hold_set':
    case 'hold_lifted':
    case 'router_confirmed':
    case 'router_removed':
      return 'done';
  }
}

export function titleOf(
  event: TimelineFact,
  { t, money, holds, actions, f }: TimelineWords,
): string {
  switch (event.kind) {
    case 'money':
      return t('money', {
        transfer: money(event.transfer),
        amount: f.moneySigned(event.amountMinor),
      });
    case 'period':
      return event.feeMinor === 0n
        ? t(`period.${event.outcome}`, { price: f.money(event.priceMinor) })
        : t('period.allocatedFee', {
            price: f.money(event.priceMinor),
            fee: f.money(event.feeMinor),
          });
    case 'data':
      return t('data', { data: f.bytes(event.grantedBytes) });
    case 'order':
      return t('order', { kind: t(`orderKind.${event.order}`) });
    case 'hold_set':
    case 'hold_lifted':
      return t(event.kind, { hold: holds(event.hold) });
    case 'changed': {
      const action = event.action as 'created';
      return actions.has(action) ? actions(action) : event.action;
    }
    case 'router_confirmed':
    case 'router_removed':
    case 'router_failed':
      return t(event.kind);
  }
}

export function detailOf(event: TimelineFact, { t, failures, f }: TimelineWords): string {
  switch (event.kind) {
    case 'money':
      return event.text;
    case 'period':
      return [
        t('periodRange', { from: f.dateTime(event.startsAt), to: f.dateTime(event.endsAt) }),
        event.grantedBytes === null ? '' : t('granted', { data: f.bytes(event.grantedBytes) }),
        event.outcome === 'withheld' && event.balanceSeenMinor !== null
          ? t('seen', { balance: f.money(event.balanceSeenMinor) })
          : '',
      ]
        .filter((part) => part !== '')
        .join(' · ');
    case 'data':
      return `${t(`dataSource.${event.source}`)}, ${t('until', { time: f.dateTime(event.expiresAt) })}`;
    case 'router_failed':
      return `${failures(event.failure)} ${t('attempts', { count: event.attempts })}`;
    case 'order':
    case 'changed':
    case 'hold_set':
    case 'hold_lifted':
    case 'router_confirmed':
    case 'router_removed':
      return '';
  }
}
