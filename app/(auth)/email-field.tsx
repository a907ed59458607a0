import { useTranslations } from 'next-intl';
import { TextField } from '@/app/_forms/text-fields';

/** The address a person signs in with, as password managers know it. */
export function EmailField() {
  const t = useTranslations('auth');
  return (
    <TextField
      name="email"
      type="email"
      label={t('email')}
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  );
}
