import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { landingPath } from '@/app/_auth/safe-path';
import { findCtx } from '@/app/_auth/session';
import { SelectField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { PasswordField } from '@/app/_forms/password-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { getOperator } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { PASSWORD_LENGTH_MIN } from '@/lib/identity/rules/password';
import { listSignUpPlaces } from '@/lib/screens/auth/sign-up';
import { AuthHeading } from '../auth-heading';
import { EmailField } from '../email-field';
import { signUp } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signUp');
  return { title: t('title') };
}

/** Available only while the operator allows self sign-up. */
export default async function SignUpPage() {
  const [{ selfSignUp, operatorName }, ctx, t] = await Promise.all([
    getOperator(),
    findCtx(),
    getTranslations('auth'),
  ]);
  const signUpField = namedFields(t, 'signUp');
  if (!selfSignUp) notFound();
  if (ctx) redirect(landingPath(ctx.actor));
  const { sites, isNeeded, elsewhere } = await listSignUpPlaces({ now: new Date() });
  const title = t('signUp.title');
  return (
    <>
      <AuthHeading
        title={title}
        description={t('signUp.description', { operator: operatorName })}
      />
      {elsewhere === 'not_served' && (
        <Callout tone="warning" title={t('signUp.noPlansTitle')}>
          {t('signUp.noPlansText')}
        </Callout>
      )}
      <Form action={signUp} label={title}>
        <TextField {...signUpField('name')} autoComplete="name" maxLength={200} required />
        <EmailField />
        <TextField {...signUpField('phone')} type="tel" autoComplete="tel" maxLength={40} />
        {sites.length > 0 && (
          <SelectField
            {...signUpField('siteId')}
            {...(isNeeded
              ? { required: true }
              : { hint: undefined, placeholder: t('signUp.siteAnywhere') })}
            options={sites.map(({ siteId, name: site, plans }) => ({
              value: String(siteId),
              label: plans === 'not_served' ? t('signUp.siteNoPlans', { site }) : site,
            }))}
          />
        )}
        <PasswordField
          {...signUpField('password')}
          hint={t('newPasswordHint', { min: PASSWORD_LENGTH_MIN })}
          autoComplete="new-password"
          required
        />
        <p className="text-ink-muted text-xs">{t('signUp.terms', { operator: operatorName })}</p>
        <SubmitButton size="lg" block>
          {t('signUp.submit')}
        </SubmitButton>
        <LinkButton href="/sign-in" variant="ghost" block>
          {t('signUp.back')}
        </LinkButton>
      </Form>
    </>
  );
}
