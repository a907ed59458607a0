import { CircleDashed, CirclePower, ShieldAlert, Unplug, Wifi } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { RouterStatus } from '@/lib/kit/words';

const looks: Record<RouterStatus, { tone: Tone; icon: ReactNode }> = {
  new: { tone: 'info', icon: <CircleDashed aria-hidden /> },
  online: { tone: 'positive', icon: <Wifi aria-hidden /> },
  unreachable: { tone: 'danger', icon: <Unplug aria-hidden /> },
  refused: { tone: 'danger', icon: <ShieldAlert aria-hidden /> },
  off: { tone: 'neutral', icon: <CirclePower aria-hidden /> },
};

export function RouterStatusBadge({ status, size }: { status: RouterStatus; size?: 'sm' | 'md' }) {
  const t = useTranslations('routers.status');
  return (
    <StatusBadge {...looks[status]} {...(size ? { size } : {})}>
      {t(status)}
    </StatusBadge>
  );
}
