import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { findLinkHolder } from '@/lib/screens/auth/link';
import { AuthHeading } from '../../auth-heading';
import { LinkEnded } from '../../link-ended';
import { NewPasswordForm } from '../../new-password-form';
import { setNewPassword } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth');
  return { title: t('newPassword') };
}

export default async function ResetPasswordPage({
  params,
}: {
  params: Promise<{ token: string }>;
}) {
  const { token } = await params;
  const holder = await findLinkHolder({ now: new Date() }, { token, kind: 'reset' });
  if (!holder) return <LinkEnded kind="reset" />;
  const t = await getTranslations('auth.reset');
  const title = t('title');
  return (
    <>
      <AuthHeading title={title} description={t('description', { email: holder.email })} />
      <NewPasswordForm
        action={setNewPassword}
        token={token}
        email={holder.email}
        label={title}
        submit={t('submit')}
      />
    </>
  );
}
