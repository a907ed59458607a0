import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import type { ServiceDetail } from '@/lib/services/admin/detail/queries';

interface NotConnectedProps {
  service: ServiceDetail;
  canMend: boolean;
  className?: string;
}

/** What a plan lacks to be connected, what that means for its money, and where to mend it. */
export async function NotConnected({ service, canMend, className = '' }: NotConnectedProps) {
  if (service.lacks.length === 0) return null;
  const t = await getTranslations('admin-services.notConnected');
  const isUnpaid = service.state.holds.includes('unpaid');
  return (
    <Callout
      tone="danger"
      title={t('title')}
      className={className}
      action={
        canMend && (
          <LinkButton href={`/admin/services/${service.serviceId}/edit#network`} variant="primary">
            {t('mend')}
          </LinkButton>
        )
      }
    >
      {t('lacks', { what: service.lacks.map((one) => t(`means.${one}`)).join(', ') })}{' '}
      {t(isUnpaid ? 'unpaid' : 'paid')}
    </Callout>
  );
}
