import { requireSubscriberCtx } from '@/app/_auth/session';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { PaymentState } from '@/lib/payments/rules/aftermath';
import { paidAmount } from '@/lib/payments/rules/payment-left';
import { type ListedTopUp, listTopUps } from '@/lib/screens/shared/top-ups';
import { getWords, type Words } from '../../_parts/words';

const tones: Record<PaymentState['kind'], Tone> = {
  created: 'neutral',
  pending: 'info',
  processing: 'info',
  paid: 'positive',
  parked: 'warning',
  returned: 'neutral',
  failed: 'danger',
  expired: 'neutral',
  refunding: 'neutral',
  refunded: 'neutral',
  disputed: 'warning',
  dispute_lost: 'danger',
};

/** The latest payments with links to their receipts; renders nothing before the first. */
export async function RecentTopUps() {
  const [ctx, words] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const { rows } = await listTopUps(ctx, { customerId: ctx.actor.customerId, limit: 5 });
  if (rows.length === 0) return null;
  const { t, f } = words;
  return (
    <Card title={t('wallet.payments')}>
      <ul className="divide-y divide-line">
        {rows.map((topUp) => (
          <li key={topUp.id} className="py-2.5 first:pt-0 last:pb-0">
            <AppLink
              href={`/wallet/top-ups/${topUp.id}`}
              className="flex min-h-6 items-center justify-between gap-3 rounded-sm"
            >
              <span className="min-w-0">
                <span className="font-medium tabular-nums">
                  {f.money({ minor: topUp.amountMinor, currency: topUp.currency })}
                </span>
                <span className="block text-ink-muted text-xs">{f.dateTime(topUp.createdAt)}</span>
              </span>
              <StatusBadge tone={tones[topUp.state.kind]}>{stateText(words, topUp)}</StatusBadge>
            </AppLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function stateText({ t, f }: Words, topUp: ListedTopUp): string {
  const { state } = topUp;
  if (!('partMinor' in state)) return t(`topUpStatus.${state.kind}`);
  const { currency } = paidAmount(topUp);
  const part = state.partMinor === null ? 'all' : f.money({ minor: state.partMinor, currency });
  return t(`topUpBack.${state.kind}`, { part });
}
