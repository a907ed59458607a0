import { getTranslations } from 'next-intl/server';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { ErrorKey } from '@/lib/kit/errors';
import type { BulkRowState } from '@/lib/kit/words';
import type { BulkRowView } from '@/lib/screens/admin/bulk';

const stateTone: Record<BulkRowState, Tone> = {
  pending: 'accent',
  done: 'positive',
  unchanged: 'neutral',
  refused: 'danger',
};

type BulkRowsProps = {
  rows: readonly BulkRowView[];
  subject: 'customer' | 'service';
};

/** One line per row: its name, outcome, and the reason for a failure. */
export async function BulkRows({ rows, subject }: BulkRowsProps) {
  const [t, errors] = await Promise.all([
    getTranslations('admin-bulk.run'),
    getTranslations('errors'),
  ]);
  if (rows.length === 0) return <Card>{t('empty')}</Card>;
  const base = subject === 'customer' ? '/admin/customers' : '/admin/services';
  const why = ({ reason, reasonParams }: BulkRowView) =>
    reason !== null && errors.has(reason as ErrorKey)
      ? errors(reason as ErrorKey, reasonParams ?? {})
      : '';
  return (
    <Card flush>
      <SimpleTable<BulkRowView>
        label={t('rows')}
        rows={rows}
        rowId={({ subjectId }) => String(subjectId)}
        columns={[
          {
            id: 'row',
            header: t('row'),
            role: 'title',
            cell: ({ subjectId, name }) => (
              <AppLink href={`${base}/${subjectId}`} className="hover:underline">
                {name === '' ? subjectId : name}
              </AppLink>
            ),
          },
          {
            id: 'result',
            header: t('result'),
            cell: ({ state }) => (
              <StatusBadge tone={stateTone[state]}>{t(`state.${state}`)}</StatusBadge>
            ),
          },
          { id: 'why', header: t('why'), cell: why },
        ]}
      />
    </Card>
  );
}
