import { useTranslations } from 'next-intl';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { TopUpDisputeState, TopUpRefundStatus, TopUpStatus } from '@/lib/kit/words';

const topUpTones: Record<TopUpStatus, Tone> = {
  created: 'neutral',
  pending: 'accent',
  processing: 'accent',
  paid: 'positive',
  parked: 'warning',
  returned: 'info',
  failed: 'danger',
  expired: 'neutral',
};

const refundTones: Record<TopUpRefundStatus, Tone> = {
  requested: 'accent',
  pending: 'accent',
  succeeded: 'positive',
  failed: 'danger',
};

const disputeTones: Record<TopUpDisputeState, Tone> = {
  inquiry: 'warning',
  open: 'danger',
  won: 'positive',
  lost: 'danger',
  closed: 'neutral',
};

export function TopUpStatusBadge({ status, size }: { status: TopUpStatus; size?: 'sm' | 'md' }) {
  const t = useTranslations('admin-money.status');
  return (
    <StatusBadge tone={topUpTones[status]} {...(size ? { size } : {})}>
      {t(status)}
    </StatusBadge>
  );
}

export function RefundStatusBadge({ status }: { status: TopUpRefundStatus }) {
  const t = useTranslations('admin-money.refundStatus');
  return <StatusBadge tone={refundTones[status]}>{t(status)}</StatusBadge>;
}

export function DisputeStateBadge({ state }: { state: TopUpDisputeState }) {
  const t = useTranslations('admin-money.disputeState');
  return <StatusBadge tone={disputeTones[state]}>{t(state)}</StatusBadge>;
}
