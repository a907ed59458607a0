'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FileField } from '@/app/_forms/file-field';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { ReadingCheck } from '@/app/_operator/reading-check';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import { applyImportAction, checkImportAction } from './actions';
import { FILE_BYTES_MAX } from './file-bytes-max';
import type { ImportPreviewText, ImportResult } from './import-preview-text';

const resultTone: Record<ImportResult, Tone> = {
  create: 'positive',
  change: 'accent',
  unchanged: 'neutral',
  error: 'danger',
};

/** First previews each row with its errors; then applies the rows without any. */
export function ImportItems({ maxLabel }: { maxLabel: string }) {
  const t = useTranslations('admin-catalogue.import');
  const field = namedFields(t);
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<ImportPreviewText | null>(null);
  const [applied, setApplied] = useState('');
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <Card>
        <Form
          action={(state, form) => {
            const chosen = form.get('file');
            setFile(chosen instanceof File ? chosen : null);
            return checkImportAction(state, form);
          }}
          label={t('check')}
          onSuccess={(state) => {
            setApplied('');
            setPreview(state.data as ImportPreviewText);
          }}
        >
          <FileField
            {...field('file')}
            required
            accept=".csv,text/csv"
            acceptLabel="CSV"
            maxBytes={FILE_BYTES_MAX}
            maxLabel={maxLabel}
          />
          <SubmitButton className="self-start">{t('check')}</SubmitButton>
        </Form>
      </Card>
      <div role="status">{applied !== '' && <Callout tone="positive">{applied}</Callout>}</div>
      {preview && file && (
        <ImportPreview
          file={file}
          preview={preview}
          onRead={setPreview}
          onApplied={(message) => {
            setApplied(message);
            setPreview(null);
          }}
        />
      )}
    </div>
  );
}

type ImportPreviewProps = {
  file: File;
  preview: ImportPreviewText;
  /** Called when the file was read in another encoding. */
  onRead: (preview: ImportPreviewText) => void;
  onApplied: (message: string) => void;
};

function ImportPreview({ file, preview, onRead, onApplied }: ImportPreviewProps) {
  const t = useTranslations('admin-catalogue.import');
  const { reading, rows } = preview;
  const count = rows.filter(({ result }) => result === 'create' || result === 'change').length;
  const hasErrors = rows.some(({ result }) => result === 'error');
  return (
    <>
      <ReadingCheck
        reading={reading}
        readAgain={async (state, form) => {
          form.set('file', file);
          const answer = await checkImportAction(state, form);
          if (answer.status === 'ok') onRead(answer.data as ImportPreviewText);
          return answer;
        }}
      />
      <Card title={t('previewTitle')} flush>
        <PreviewTable rows={rows} />
        <div className="flex flex-col gap-3 p-4 sm:p-5">
          {hasErrors && <p className="text-ink-muted">{t('skipErrors')}</p>}
          {count === 0 ? (
            <p>{t('nothing')}</p>
          ) : (
            <Form
              // Applies exactly what was reviewed: the same bytes in the same encoding.
              action={(state, form) => {
                form.set('file', file);
                form.set('encoding', reading.encoding);
                form.set('digest', reading.digest);
                return applyImportAction(state, form);
              }}
              label={t('previewTitle')}
              onSuccess={(state) => onApplied(state.message ?? '')}
            >
              <SubmitButton className="self-start">{t('apply', { count })}</SubmitButton>
            </Form>
          )}
        </div>
      </Card>
    </>
  );
}

function PreviewTable({ rows }: Pick<ImportPreviewText, 'rows'>) {
  const t = useTranslations('admin-catalogue.import');
  return (
    <SimpleTable
      label={t('previewTitle')}
      rows={rows}
      rowId={(row) => row.line.toString()}
      columns={[
        { id: 'name', header: t('name'), role: 'title', cell: (row) => row.name },
        { id: 'line', header: t('line'), align: 'end', cell: (row) => row.line },
        {
          id: 'result',
          header: t('result'),
          cell: (row) => (
            <StatusBadge tone={resultTone[row.result]}>{t(`results.${row.result}`)}</StatusBadge>
          ),
        },
        {
          id: 'problems',
          header: t('problems'),
          cell: (row) => (
            <ul>
              {row.problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}
