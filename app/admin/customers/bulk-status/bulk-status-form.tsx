'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { RadioCards, type RadioOption } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { changeStatusOfMany } from './actions';
import type { BulkResult } from './bulk-result';

interface BulkStatusFormProps {
  ids: readonly number[];
  options: readonly RadioOption[];
}

const tones = { changed: 'positive', same: 'neutral', refused: 'danger' } as const;

/** Asks for the status and the reason; afterwards shows the answer of every row. */
export function BulkStatusForm({ ids, options }: BulkStatusFormProps) {
  const t = useTranslations('admin-customers');
  const [results, setResults] = useState<readonly BulkResult[] | null>(null);
  if (results) return <Results results={results} />;
  return (
    <Card>
      <Form
        action={changeStatusOfMany}
        label={t('bulk.status')}
        onSuccess={({ data }) => setResults(data as BulkResult[])}
        className="max-w-xl"
      >
        <input type="hidden" name="ids" value={ids.join(',')} />
        <RadioCards name="status" label={t('bulk.newStatus')} options={options} required />
        <TextField
          name="reason"
          label={t('reason')}
          hint={t('reasonHint')}
          required
          maxLength={500}
        />
        <div className="flex flex-wrap gap-2">
          <SubmitButton>{t('bulk.submit', { count: ids.length })}</SubmitButton>
          <LinkButton href="/admin/customers" variant="ghost">
            {t('back')}
          </LinkButton>
        </div>
      </Form>
    </Card>
  );
}

function Results({ results }: { results: readonly BulkResult[] }) {
  const t = useTranslations('admin-customers.bulk');
  const changed = results.filter(({ outcome }) => outcome === 'changed').length;
  // What did not work is what one has to read.
  const inOrder = [...results].sort((left, right) => order(left) - order(right));
  return (
    <Card
      flush
      title={<span role="status">{t('done', { changed, total: results.length })}</span>}
      actions={<LinkButton href="/admin/customers">{t('backToList')}</LinkButton>}
    >
      <SimpleTable
        label={t('results')}
        rows={inOrder}
        rowId={({ customerId }) => String(customerId)}
        columns={[
          {
            id: 'name',
            header: t('customer'),
            role: 'title',
            cell: (row) => (
              <AppLink href={`/admin/customers/${row.customerId}`} className="hover:underline">
                {row.name}
              </AppLink>
            ),
          },
          {
            id: 'outcome',
            header: t('result'),
            cell: (row) => (
              <StatusBadge tone={tones[row.outcome]}>{t(`outcome.${row.outcome}`)}</StatusBadge>
            ),
          },
          { id: 'why', header: t('why'), cell: (row) => row.why },
        ]}
      />
    </Card>
  );
}

function order({ outcome }: BulkResult): number {
  return ['refused', 'changed', 'same'].indexOf(outcome);
}
