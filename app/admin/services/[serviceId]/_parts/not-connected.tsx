import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import type { ServiceDetail } from '@/lib/screens/admin/service';

type NotConnectedProps = {
  service: ServiceDetail;
  canMend: boolean;
  className?: string;
};

/** What a service lacks to be connected, what that means for its money, and where to fix it. */
export async function NotConnected({ service, canMend, className = '' }: NotConnectedProps) {
  if (service.lacks.length === 0) return null;
  const [t, access] = await Promise.all([
    getTranslations('admin-services.notConnected'),
    getTranslations('admin-services.access'),
  ]);
  return (
    <Callout
      tone="danger"
      title={t('title')}
      className={className}
      action={
        canMend && (
          <LinkButton
            href={`/admin/services/${service.serviceId}/edit?connect=1`}
            variant="primary"
          >
            {t('mend')}
          </LinkButton>
        )
      }
    >
      {lackWords(service, t, access).join(' ')} {t(service.hasPaidTime ? 'paid' : 'unpaid')}
    </Callout>
  );
}

/** What is missing on the service itself, and what its router does not support. */
function lackWords(
  { lacks, push, accessMethod }: ServiceDetail,
  t: Awaited<ReturnType<typeof getTranslations<'admin-services.notConnected'>>>,
  access: Awaited<ReturnType<typeof getTranslations<'admin-services.access'>>>,
): string[] {
  const router = push?.routerName ?? '';
  const own = lacks.filter(
    (one) => one !== 'router_off' && one !== 'router_new' && one !== 'router_method',
  );
  return [
    ...(own.length > 0
      ? [t('lacks', { what: own.map((one) => t(`means.${one}`)).join(', ') })]
      : []),
    ...(lacks.includes('router_off') ? [t('routerOff', { router })] : []),
    ...(lacks.includes('router_new') ? [t('routerNew', { router })] : []),
    ...(lacks.includes('router_method') && accessMethod !== null
      ? [t('routerMethod', { router, method: access(accessMethod) })]
      : []),
  ];
}
