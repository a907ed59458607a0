import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { findLinkHolder } from '@/lib/screens/auth/link';
import { AuthHeading } from '../../auth-heading';
import { LinkEnded } from '../../link-ended';
import { NewPasswordForm } from '../../new-password-form';
import { setFirstPassword } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth');
  return { title: t('newPassword') };
}

export default async function AcceptInvitationPage({
  params,
}: {
  params: Promise<{ token: string }>;
}) {
  const { token } = await params;
  const holder = await findLinkHolder({ now: new Date() }, { token, kind: 'invite' });
  if (!holder) return <LinkEnded kind="invite" />;
  const t = await getTranslations('auth.invitation');
  const title = t('title', { name: holder.name });
  return (
    <>
      <AuthHeading title={title} description={t('description', { email: holder.email })} />
      <NewPasswordForm
        action={setFirstPassword}
        token={token}
        email={holder.email}
        label={title}
        submit={t('submit')}
      />
    </>
  );
}
