import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';

/** Inside the portal's frame, so that the navigation stays visible. */
export default async function PortalNotFound() {
  const t = await getTranslations('ui');
  return (
    <EmptyState
      headingLevel={1}
      title={t('error.notFoundTitle')}
      action={
        <LinkButton href="/" variant="primary">
          {t('error.goHome')}
        </LinkButton>
      }
    >
      {t('error.notFoundText')}
    </EmptyState>
  );
}
