import { useTranslations } from 'next-intl';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { CustomerStatus } from '@/lib/kit/words';
import { customerTone } from './tones';

export function CustomerStatusBadge({
  status,
  size,
}: {
  status: CustomerStatus;
  size?: 'sm' | 'md';
}) {
  const t = useTranslations('admin-customers.status');
  return (
    <StatusBadge tone={customerTone[status]} {...(size ? { size } : {})}>
      {t(status)}
    </StatusBadge>
  );
}
