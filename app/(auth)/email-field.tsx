import { useTranslations } from 'next-intl';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';

/** The sign-in address, marked up for password managers. */
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
