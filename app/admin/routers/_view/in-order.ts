import type { RouterDetail } from '@/lib/screens/admin/router';

/** Says that nothing is open on a router; one without services has confirmed nothing. */
export function nothingOpen({ serviceCount }: Pick<RouterDetail, 'serviceCount'>) {
  return serviceCount === 0 ? 'noService' : 'none';
}

/** Says that a router has no difference; one that was never compared may have some. */
export function noDrift({ comparedAt }: Pick<RouterDetail, 'comparedAt'>) {
  return comparedAt === null ? 'never' : 'none';
}
