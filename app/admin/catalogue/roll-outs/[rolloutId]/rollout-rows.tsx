import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { Formats } from '@/lib/kit/format';
import type { RolloutRowState } from '@/lib/kit/words';
import type { RolloutRowView } from '@/lib/screens/admin/roll-outs';
import type { CatalogueWords } from '../../_view/item-words';
import type { ReasonWords } from '../../_view/rollout-preview-text';

const stateTone: Record<RolloutRowState, Tone> = {
  pending: 'accent',
  applied: 'positive',
  unchanged: 'neutral',
  refused: 'danger',
};

type RolloutRowsProps = {
  rows: readonly RolloutRowView[];
  t: CatalogueWords;
  f: Formats;
  reasons: ReasonWords;
};

/** One line per service: its old and new price, and the outcome. */
export function RolloutRows({ rows, t, f, reasons }: RolloutRowsProps) {
  if (rows.length === 0) return <Card>{t('rollout.empty')}</Card>;
  const money = (minor: bigint | null) => (minor === null ? t('none') : f.money(minor));
  const reasonOf = ({ state, reason }: RolloutRowView) =>
    reason !== null && state !== 'pending' ? reasons(state, reason) : '';
  return (
    <Card flush>
      <SimpleTable<RolloutRowView>
        label={t('rollout.services')}
        rows={rows}
        rowId={(row) => row.serviceId.toString()}
        columns={[
          {
            id: 'customer',
            header: t('rollout.customer'),
            role: 'title',
            cell: (row) => (
              <AppLink href={`/admin/services/${row.serviceId}`} className="hover:underline">
                {row.customerName}
              </AppLink>
            ),
          },
          {
            id: 'login',
            header: t('rollout.login'),
            role: 'extra',
            cell: (row) => row.login ?? t('none'),
          },
          {
            id: 'before',
            header: t('rollout.before'),
            align: 'end',
            cell: (row) => money(row.oldPriceMinor),
          },
          {
            id: 'after',
            header: t('rollout.after'),
            align: 'end',
            cell: (row) => money(row.newPriceMinor),
          },
          {
            id: 'result',
            header: t('rollout.result'),
            cell: (row) => (
              <span className="flex flex-wrap items-center gap-2">
                <StatusBadge tone={stateTone[row.state]}>
                  {t(`rollout.states.${row.state}`)}
                </StatusBadge>
                <span className="text-ink-muted text-xs">{reasonOf(row)}</span>
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}
