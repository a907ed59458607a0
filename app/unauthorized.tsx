import { LogIn } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { LinkButton } from './_ui/button';
import { EmptyState } from './_ui/empty-state';
import { StatusPage } from './_ui/status-page';

export default function Unauthorized() {
  const t = useTranslations('ui.error');
  return (
    <StatusPage>
      <EmptyState
        icon={<LogIn aria-hidden />}
        title={t('unauthorizedTitle')}
        headingLevel={1}
        action={
          <LinkButton href="/sign-in" variant="primary">
            {t('signIn')}
          </LinkButton>
        }
      >
        {t('unauthorizedText')}
      </EmptyState>
    </StatusPage>
  );
}
