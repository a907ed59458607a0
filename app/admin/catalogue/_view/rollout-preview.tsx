'use client';

import { useTranslations } from 'next-intl';
import { SimpleTable } from '@/app/_tables/simple-table';
import { KeyValueList } from '@/app/_ui/key-value-list';

/** A rollout's preview as text. */
export type RolloutPreviewText = {
  facts: { id: string; label: string; value: string }[];
  rows: {
    id: string;
    customer: string;
    login: string;
    before: string;
    after: string;
    result: string;
  }[];
  /** Shown when only some of the services were checked or listed. */
  note?: string;
};

/** How many services change, what each paid and will pay, and which are skipped, with the reason. */
export function RolloutPreviewTable({ preview }: { preview: RolloutPreviewText }) {
  const t = useTranslations('admin-catalogue.rollout');
  return (
    <div className="mt-4 flex flex-col gap-3">
      <KeyValueList layout="facts" items={preview.facts} />
      {preview.rows.length > 0 && (
        <div className="rounded-md border border-line">
          <SimpleTable
            label={t('services')}
            rows={preview.rows}
            rowId={(row) => row.id}
            columns={[
              { id: 'customer', header: t('customer'), role: 'title', cell: (row) => row.customer },
              { id: 'login', header: t('login'), role: 'extra', cell: (row) => row.login },
              { id: 'before', header: t('before'), align: 'end', cell: (row) => row.before },
              { id: 'after', header: t('after'), align: 'end', cell: (row) => row.after },
              { id: 'result', header: t('result'), cell: (row) => row.result },
            ]}
          />
        </div>
      )}
      {preview.note !== undefined && <p className="text-ink-muted text-xs">{preview.note}</p>}
    </div>
  );
}
