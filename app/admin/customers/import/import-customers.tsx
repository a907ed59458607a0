'use client';

import { FileSearch, UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FileField } from '@/app/_forms/file-field';
import { Form } from '@/app/_forms/form';
import { browserState, type FormState } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Card } from '@/app/_ui/card';
import type { ImportReport } from './import-report';
import { ImportResult } from './import-result';

type ImportCustomersProps = {
  bytesMax: number;
  maxLabel: string;
};

/** First previews each row with its problems; then applies the rows without any. */
export function ImportCustomers({ bytesMax, maxLabel }: ImportCustomersProps) {
  const t = useTranslations('admin-customers.import');
  const field = namedFields(t);
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const run = async (
    step: 'check' | 'apply',
    chosen: unknown,
    reading: Record<string, string> = {},
  ): Promise<FormState> => {
    if (!(chosen instanceof File) || chosen.size === 0)
      return browserState.refused(t('chooseFirst'));
    const answer = await sendFile(chosen, { step, ...reading }).catch(() => t('failed'));
    if (typeof answer === 'string') return browserState.refused(answer);
    setFile(chosen);
    setReport(answer);
    return browserState.done;
  };
  const count = report?.counts.create ?? 0;
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <Card>
        <Form action={(_state, form) => run('check', form.get('file'))} label={t('check')}>
          <FileField
            {...field('file')}
            required
            accept=".csv,text/csv"
            acceptLabel="CSV"
            maxBytes={bytesMax}
            maxLabel={maxLabel}
          />
          <SubmitButton className="self-start" icon={<FileSearch aria-hidden />}>
            {t('check')}
          </SubmitButton>
        </Form>
      </Card>
      {report && (
        <ImportResult
          report={report}
          fileName={file?.name ?? ''}
          readAgain={(_state, form) =>
            run('check', file, { encoding: String(form.get('encoding')) })
          }
        >
          {count > 0 && (
            <Form
              // Applies exactly what was reviewed: the same bytes in the same encoding.
              action={() => {
                const { encoding, digest } = report.reading;
                return run('apply', file, { encoding, digest });
              }}
              label={t('previewTitle')}
            >
              <SubmitButton className="self-start" icon={<UserPlus aria-hidden />}>
                {t('apply', { count })}
              </SubmitButton>
            </Form>
          )}
        </ImportResult>
      )}
    </div>
  );
}

/** The report, or the sentence that explains why there is none. */
async function sendFile(file: File, how: Record<string, string>): Promise<ImportReport | string> {
  const response = await fetch(`/api/customer-imports?${new URLSearchParams(how)}`, {
    method: 'POST',
    body: file,
  });
  const answer: unknown = await response.json();
  return response.ok ? (answer as ImportReport) : (answer as { message: string }).message;
}
