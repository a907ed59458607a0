'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { FormAction } from '@/app/_forms/form-state';
import { ReadingCheck } from '@/app/_operator/reading-check';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Button } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { ImportReport, ReportRow } from './import-report';

const toneOf: Record<ReportRow['verdict'], Tone> = {
  create: 'accent',
  created: 'positive',
  there: 'neutral',
  refused: 'danger',
};

type ImportResultProps = {
  report: ImportReport;
  fileName: string;
  readAgain: FormAction;
  /** The button that continues, while there is something to add. */
  children: ReactNode;
};

/** What an import would do, or did: counts, the most important rows, and the full report as a file. */
export function ImportResult({ report, fileName, readAgain, children }: ImportResultProps) {
  const t = useTranslations('admin-customers.import');
  const { counts, rows, total, csv } = report;
  const isDone = counts.created > 0 || (counts.create === 0 && counts.refused === 0);
  return (
    <>
      <div role="status">
        <Callout
          tone={counts.refused > 0 ? 'warning' : isDone ? 'positive' : 'info'}
          title={t(isDone ? 'doneTitle' : 'previewTitle')}
          action={
            <Button
              size="sm"
              icon={<Download aria-hidden />}
              onClick={() => saveText(csv, reportName(fileName))}
            >
              {t('report')}
            </Button>
          }
        >
          <p>{t(counts.created > 0 ? 'done' : 'summary', counts)}</p>
          {counts.refused > 0 && <p className="mt-1">{t('skip')}</p>}
          {counts.create === 0 && counts.created === 0 && <p className="mt-1">{t('nothing')}</p>}
        </Callout>
      </div>
      {!isDone && <ReadingCheck reading={report.reading} readAgain={readAgain} />}
      {children}
      <Card
        title={fileName}
        flush
        {...(rows.length < total ? { footer: t('shown', { shown: rows.length, total }) } : {})}
      >
        <SimpleTable
          label={t(isDone ? 'doneTitle' : 'previewTitle')}
          rows={rows}
          rowId={(row) => row.line.toString()}
          columns={[
            { id: 'name', header: t('name'), role: 'title', cell: nameOf },
            { id: 'line', header: t('line'), align: 'end', cell: (row) => row.line },
            {
              id: 'result',
              header: t('result'),
              cell: ({ verdict }) => (
                <StatusBadge tone={toneOf[verdict]}>{t(`verdicts.${verdict}`)}</StatusBadge>
              ),
            },
            { id: 'problems', header: t('problems'), cell: Problems },
          ]}
        />
      </Card>
    </>
  );
}

function nameOf({ name, customerId }: ReportRow) {
  const shown = name === '' ? '–' : name;
  if (customerId === null) return shown;
  return (
    <AppLink href={`/admin/customers/${customerId}`} className="rounded-sm hover:underline">
      {shown}
    </AppLink>
  );
}

function Problems({ problems }: ReportRow) {
  if (problems.length === 0) return '–';
  return (
    <ul>
      {problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}

function reportName(fileName: string): string {
  return `${fileName.replace(/\.csv$/i, '')}-report.csv`;
}

/** Offers a text in memory to the browser as a download. */
function saveText(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // By the next turn the browser has started the download.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
