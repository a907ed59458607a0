import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Form } from '@/app/_forms/form';
import { PasswordField } from '@/app/_forms/password-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { findSignUpByLink } from '@/lib/screens/auth/sign-up';
import { AuthHeading } from '../../auth-heading';
import { confirmAccount } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signUp');
  return { title: t('confirmSubmit') };
}

/** Opening the link changes nothing, because mail programs prefetch links. */
export default async function ConfirmSignUpPage({
  params,
}: {
  params: Promise<{ token: string }>;
}) {
  const [{ token }, { selfSignUp }] = await Promise.all([params, getOperator()]);
  if (!selfSignUp) notFound();
  const person = await findSignUpByLink({ now: new Date() }, token);
  if (!person) return <SignUpLinkEnded />;
  const t = await getTranslations('auth.signUp');
  const title = t('confirmTitle', { name: person.name });
  return (
    <>
      <AuthHeading title={title} description={t('confirmDescription', { email: person.email })} />
      <Form action={confirmAccount} label={title}>
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="username" autoComplete="username" value={person.email} />
        <PasswordField
          name="password"
          label={t('confirmPassword')}
          autoComplete="current-password"
          required
        />
        <SubmitButton size="lg" block>
          {t('confirmSubmit')}
        </SubmitButton>
      </Form>
    </>
  );
}

async function SignUpLinkEnded() {
  const t = await getTranslations('auth.signUp');
  return (
    <>
      <AuthHeading title={t('endedTitle')} description={t('endedText')} />
      <div className="flex flex-col gap-2">
        <LinkButton href="/sign-in" variant="primary" size="lg" block>
          {t('endedSignIn')}
        </LinkButton>
        <LinkButton href="/sign-up" variant="ghost" block>
          {t('endedAgain')}
        </LinkButton>
      </div>
    </>
  );
}
