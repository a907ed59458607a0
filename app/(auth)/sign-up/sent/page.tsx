import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { AuthHeading } from '../../auth-heading';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signUp');
  return { title: t('sentTitle') };
}

/** The same for every sign-up, whether or not the address has an account. */
export default async function SignUpSentPage() {
  const [{ selfSignUp }, t] = await Promise.all([getOperator(), getTranslations('auth.signUp')]);
  if (!selfSignUp) notFound();
  return (
    <>
      <AuthHeading title={t('sentTitle')} description={t('sentText')} />
      <p className="mb-5 text-ink-muted">{t('sentHelp')}</p>
      <LinkButton href="/sign-in" size="lg" block>
        {t('sentBack')}
      </LinkButton>
    </>
  );
}
