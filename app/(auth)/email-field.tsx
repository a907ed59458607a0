import { useTranslations } from 'next-intl';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';

/** The address a person signs in with, as password managers know it. */
export function EmailField() {
  const t = useTranslations('auth');
  const field = namedFields(t);
  return (
    <TextField
      {...field('email')}
      type="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  );
}
