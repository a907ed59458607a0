import type { PortalService } from '@/lib/screens/portal/services';
import type { Words } from '../_parts/words';

type Facts = Pick<PortalService, 'status' | 'hasPaidTime'>;

/** How to give up a service that has not started; null once it has started or is paid. */
export function cancelText(
  { t }: Pick<Words, 't'>,
  { status, hasPaidTime }: Facts,
  contact: string,
): string | null {
  if (status !== 'pending' || hasPaidTime) return null;
  return t('reason.cancel', { contact: contact || 'none' });
}
