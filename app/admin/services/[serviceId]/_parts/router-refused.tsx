import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import type { RouterFailure } from '@/lib/kit/words';
import type { ServiceDetail } from '@/lib/screens/admin/service';

type RouterRefusedProps = {
  service: ServiceDetail;
  canMend: boolean;
  className?: string;
};

/** Why its router has not accepted a service, what that means for its money, and how to fix it. */
export async function RouterRefused({ service, canMend, className = '' }: RouterRefusedProps) {
  const { state, push, hasPaidTime, lacks } = service;
  // What it lacks comes first: the router is asked again once nothing is missing.
  if (state.isArchived || !state.holds.includes('router_refused') || lacks.length > 0) return null;
  const [t, words] = await Promise.all([
    getTranslations('admin-services.refused'),
    getTranslations('routers'),
  ]);
  const failure = push?.failure ?? null;
  const detail = push?.failureDetail ?? null;
  const told = [
    failure === null ? t('waiting') : words(`failure.${failure}`),
    detail !== null && words.has(`missing.${detail}`) ? words(`missing.${detail}`) : '',
    t(hasPaidTime ? 'paid' : 'unpaid'),
    wayOut(failure, t),
  ];
  return (
    <Callout
      tone="danger"
      title={t('title', { router: push?.routerName ?? 'none' })}
      className={className}
      action={
        canMend &&
        !isAway(failure) && (
          <LinkButton href={`/admin/services/${service.serviceId}/edit`} variant="primary">
            {t('mend')}
          </LinkButton>
        )
      }
    >
      {told.filter((sentence) => sentence !== '').join(' ')}
      {detail !== null && !words.has(`missing.${detail}`) && (
        <span className="mt-1 block font-mono text-xs [overflow-wrap:anywhere]">{detail}</span>
      )}
    </Callout>
  );
}

function wayOut(
  failure: RouterFailure | null,
  t: Awaited<ReturnType<typeof getTranslations<'admin-services.refused'>>>,
): string {
  switch (failure) {
    case 'conflict':
      return t('conflict');
    case 'rejected':
      return t('rejected');
    case 'incomplete_service':
      return t('incomplete');
    default:
      return isAway(failure) ? t('away') : '';
  }
}

/** The router could not be worked with, so nothing about the service needs correcting. */
function isAway(failure: RouterFailure | null): boolean {
  return failure !== null && away.some((one) => one === failure);
}

const away: readonly RouterFailure[] = [
  'unreachable',
  'timed_out',
  'login_refused',
  'certificate_changed',
  'address_refused',
];
