import { Pause } from 'lucide-react';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { PortalService } from '@/lib/screens/portal/services';
import { isOneTime } from '@/lib/services/rules/summary';
import { getWords } from './words';

type StatusProps = Pick<
  PortalService,
  'status' | 'reasons' | 'isThrottled' | 'onRouter' | 'kind' | 'interval'
>;

const tones: Record<PortalService['status'], Tone> = {
  active: 'positive',
  pending: 'info',
  stopped: 'danger',
  disabled: 'danger',
  archived: 'neutral',
};

/** The status in a word subscribers use, with the reason where there is one. */
export async function ServiceStatus(service: StatusProps) {
  const { t } = await getWords();
  const { status, reasons, isThrottled, onRouter } = service;
  const reason = reasons[0]?.reason;
  if (reason === 'paused') {
    return (
      <StatusBadge tone="neutral" size="md" icon={<Pause aria-hidden />}>
        {t('status.paused')}
      </StatusBadge>
    );
  }
  if (status === 'active' && isOneTime(service)) {
    return (
      <StatusBadge tone="neutral" size="md">
        {t('status.ordered')}
      </StatusBadge>
    );
  }
  if (status === 'active' && ['activating', 'out_of_service'].includes(onRouter.kind)) {
    const isSmooth = onRouter.kind === 'activating' && onRouter.failure === null;
    return (
      <StatusBadge tone={isSmooth ? 'accent' : 'warning'} size="md">
        {t('status.activating')}
      </StatusBadge>
    );
  }
  if (status === 'active' && isThrottled) {
    return (
      <StatusBadge tone="warning" size="md">
        {t('status.slowed')}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone={tones[status]} size="md">
      {reason === undefined ? t(`status.${status}`) : t(`statusOf.${reason}`)}
    </StatusBadge>
  );
}
