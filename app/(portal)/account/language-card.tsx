import { getLocale } from 'next-intl/server';
import { SelectField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { locales } from '@/app/_i18n/locales';
import { Card } from '@/app/_ui/card';
import { getWords } from '../_parts/words';
import { chooseLanguage } from './actions';

/** Language of the pages; each language is named in itself. */
export async function LanguageCard() {
  const [{ t }, locale] = await Promise.all([getWords(), getLocale()]);
  const options = locales.map((value) => ({ value, label: nameOf(value) }));
  return (
    <Card title={t('account.language')}>
      {options.length === 1 ? (
        <p className="text-ink-muted">{t('account.onlyLanguage', { language: nameOf(locale) })}</p>
      ) : (
        <Form action={chooseLanguage} label={t('account.language')} className="max-w-sm">
          <SelectField
            name="locale"
            label={t('account.language')}
            labelHidden
            required
            placeholder={false}
            defaultValue={locale}
            options={options}
          />
          <SubmitButton>{t('account.saveLanguage')}</SubmitButton>
        </Form>
      )}
    </Card>
  );
}

function nameOf(locale: string): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale;
}
