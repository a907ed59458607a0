import { Pin, Waves } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { NetworkUsage } from '@/lib/kit/words';

/** The purpose of a network. */
export function UsageBadge({ usage, size }: { usage: NetworkUsage; size?: 'sm' | 'md' }) {
  const t = useTranslations('admin-addresses.usage');
  const isPool = usage === 'pool';
  return (
    <StatusBadge
      tone={isPool ? 'info' : 'accent'}
      icon={isPool ? <Waves aria-hidden /> : <Pin aria-hidden />}
      {...(size ? { size } : {})}
    >
      {t(usage)}
    </StatusBadge>
  );
}
