'use client';

import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { textEncodings } from '@/lib/lists/text-encodings';
import type { FileReading } from './file-reading';

type ReadingCheckProps = {
  reading: FileReading;
  /** Checks the same file again; the form holds `encoding`. */
  readAgain: FormAction;
};

/** Shows in which encoding a file was read and a sample of its text, with a choice of another encoding. */
export function ReadingCheck({ reading, readAgain }: ReadingCheckProps) {
  const t = useTranslations('ui.fileReading');
  const field = namedFields(t);
  const { encoding, sample, rivals } = reading;
  return (
    <Card title={t('title', { encoding: t(`encodings.${encoding}`) })} description={t('text')}>
      {rivals.length > 0 && (
        <Callout tone="warning" title={t('fitsSeveral')} className="mb-4">
          {t('compare')}
        </Callout>
      )}
      <ul aria-label={t('sample')} className="mb-4 flex flex-col gap-1">
        {sample.map((row) => (
          <li key={row.line} className="flex gap-3">
            <span className="text-ink-muted">{t('line', { line: row.line })}</span>
            <span className="min-w-0 break-words">
              <bdi>{row.text}</bdi>
              {row.others.map((other) => (
                <span key={other.encoding} className="block text-ink-muted">
                  {t('orAs', { rival: t(`encodings.${other.encoding}`) })} <bdi>{other.text}</bdi>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <Form action={readAgain} label={t('again')}>
        <div className="flex flex-wrap items-end gap-3">
          <SelectField
            key={encoding}
            {...field('encoding')}
            defaultValue={encoding}
            placeholder={false}
            options={textEncodings.map((one) => ({ value: one, label: t(`encodings.${one}`) }))}
          />
          <SubmitButton variant="secondary" icon={<RefreshCw aria-hidden />}>
            {t('again')}
          </SubmitButton>
        </div>
      </Form>
    </Card>
  );
}
