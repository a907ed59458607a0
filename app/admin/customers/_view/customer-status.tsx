import { useTranslations } from 'next-intl';
import { StatusBadge } from '@/app/_ui/status-badge';
import { customerTone } from '@/app/admin/services/_view/tones';
import type { CustomerStatus } from '@/lib/kit/words';

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
