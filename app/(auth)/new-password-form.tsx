import { getTranslations } from 'next-intl/server';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { PasswordField } from '@/app/_forms/password-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { PASSWORD_LENGTH_MIN } from '@/lib/identity/rules/password';

type NewPasswordFormProps = {
  action: FormAction;
  /** The secret from the mailed link. */
  token: string;
  /** Owner of the password, so that password managers store the pair. */
  email: string;
  label: string;
  submit: string;
};

export async function NewPasswordForm({
  action,
  token,
  email,
  label,
  submit,
}: NewPasswordFormProps) {
  const t = await getTranslations('auth');
  return (
    <Form action={action} label={label}>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <PasswordField
        name="password"
        label={t('newPassword')}
        hint={t('newPasswordHint', { min: PASSWORD_LENGTH_MIN })}
        autoComplete="new-password"
        required
      />
      <SubmitButton size="lg" block>
        {submit}
      </SubmitButton>
    </Form>
  );
}
