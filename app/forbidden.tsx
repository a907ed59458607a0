import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { LinkButton } from './_ui/button';
import { EmptyState } from './_ui/empty-state';
import { StatusPage } from './_ui/status-page';

export default function Forbidden() {
  const t = useTranslations('ui.error');
  return (
    <StatusPage>
      <EmptyState
        icon={<Lock aria-hidden />}
        title={t('forbiddenTitle')}
        headingLevel={1}
        action={
          <LinkButton href="/" variant="primary">
            {t('goHome')}
          </LinkButton>
        }
      >
        {t('forbiddenText')}
      </EmptyState>
    </StatusPage>
  );
}
