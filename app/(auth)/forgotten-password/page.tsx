import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { LinkButton } from '@/app/_ui/button';
import { AuthHeading } from '../auth-heading';
import { EmailField } from '../email-field';
import { askForReset } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.forgotten');
  return { title: t('title') };
}

export default async function ForgottenPasswordPage() {
  const t = await getTranslations('auth');
  return (
    <>
      <AuthHeading title={t('forgotten.title')} description={t('forgotten.description')} />
      <Form action={askForReset} label={t('forgotten.title')}>
        <EmailField />
        <SubmitButton size="lg" block>
          {t('forgotten.submit')}
        </SubmitButton>
        <LinkButton href="/sign-in" variant="ghost" block>
          {t('forgotten.back')}
        </LinkButton>
      </Form>
    </>
  );
}
