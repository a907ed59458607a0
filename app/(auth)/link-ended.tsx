import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/button';
import { AuthHeading } from './auth-heading';

/** Shown instead of the form when a mailed link was used, has expired or never existed. */
export async function LinkEnded({ kind }: { kind: 'reset' | 'invite' }) {
  const t = await getTranslations('auth.linkEnded');
  return (
    <>
      <AuthHeading title={t('title')} description={t(kind)} />
      <LinkButton href="/forgotten-password" variant="primary" size="lg" block>
        {t('submit')}
      </LinkButton>
    </>
  );
}
