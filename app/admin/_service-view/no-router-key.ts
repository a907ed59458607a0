import type { ServiceCard } from '@/lib/screens/admin/service-cards';

type Facts = Pick<ServiceCard, 'kind' | 'status'>;

/** Why a service is not on a router. Only an internet service that is not closed lacks one. */
export function noRouterKey({ kind, status }: Facts) {
  if (kind !== 'internet') return 'notNeeded';
  if (status === 'archived') return 'closed';
  return status === 'pending' ? 'waits' : 'missing';
}
