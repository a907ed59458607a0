import { Ban, CircleCheck, CircleX, Clock, Loader } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { RunStatus } from '@/lib/kit/words';

const looks: Record<RunStatus, { tone: Tone; icon: ReactNode }> = {
  queued: { tone: 'info', icon: <Clock aria-hidden /> },
  running: { tone: 'accent', icon: <Loader aria-hidden /> },
  completed: { tone: 'positive', icon: <CircleCheck aria-hidden /> },
  failed: { tone: 'danger', icon: <CircleX aria-hidden /> },
  cancelled: { tone: 'neutral', icon: <Ban aria-hidden /> },
};

export function RunStatusBadge({ status, size }: { status: RunStatus; size?: 'sm' | 'md' }) {
  const t = useTranslations('admin-jobs.status');
  return (
    <StatusBadge {...looks[status]} {...(size ? { size } : {})}>
      {t(status)}
    </StatusBadge>
  );
}
