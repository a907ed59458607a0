'use client';

import { useTranslations } from 'next-intl';
import type { DemoSignIn } from '@/app/_auth/demo-sign-ins';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { PasswordField } from '@/app/_forms/password-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { AppLink } from '@/app/_ui/app-link';
import { EmailField } from '../email-field';
import { signIn } from './actions';
import { DemoSignIns } from './demo-sign-ins';

type SignInFormProps = {
  /** Destination after sign-in, a path of this site. */
  next: string | null;
  /** Whether people may open an account themselves. */
  mayJoin: boolean;
  demo: readonly DemoSignIn[];
};

const QUIET_LINK =
  'inline-flex min-h-8 items-center rounded-sm font-medium text-accent-ink underline-offset-4 hover:underline';

export function SignInForm({ next, mayJoin, demo }: SignInFormProps) {
  const t = useTranslations('auth');
  const field = namedFields(t);
  return (
    <Form action={signIn} label={t('signIn.title')}>
      {next !== null && <input type="hidden" name="next" value={next} />}
      <EmailField />
      <PasswordField {...field('password')} autoComplete="current-password" required />
      <SubmitButton size="lg" block>
        {t('signIn.submit')}
      </SubmitButton>
      <p className="flex flex-col items-center gap-1">
        <AppLink href="/forgotten-password" className={QUIET_LINK}>
          {t('signIn.forgotten')}
        </AppLink>
        {mayJoin && (
          <AppLink href="/sign-up" className={QUIET_LINK}>
            {t('signIn.signUp')}
          </AppLink>
        )}
      </p>
      {demo.length > 0 && <DemoSignIns list={demo} />}
    </Form>
  );
}
