import { RefreshCw } from 'lucide-react';
import type { StaffCtx } from '@/app/_auth/session';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { StatusBadge } from '@/app/_ui/status-badge';
import { DateTime } from '@/app/_ui/values';
import type { Formats } from '@/lib/kit/format';
import { listRollouts, type RolloutHead } from '@/lib/screens/admin/roll-outs';
import { type CatalogueWords, targetText } from '../../_view/item-words';

type ItemRolloutsProps = {
  ctx: StaffCtx;
  t: CatalogueWords;
  f: Formats;
  itemId: number;
  mayChange: boolean;
};

/** Rollouts of the item to existing services, with their outcome. */
export async function ItemRollouts({ ctx, t, f, itemId, mayChange }: ItemRolloutsProps) {
  const rollouts = await listRollouts(ctx, itemId);
  const start = mayChange && (
    <LinkButton
      href={`/admin/catalogue/${itemId}/roll-out`}
      size="sm"
      icon={<RefreshCw aria-hidden />}
    >
      {t('item.changeServices')}
    </LinkButton>
  );
  if (rollouts.length === 0) {
    return (
      <Card>
        <EmptyState title={t('item.noRollouts')} action={start} />
      </Card>
    );
  }
  return (
    <Card title={t('item.rollouts')} actions={start} flush>
      <SimpleTable<RolloutHead>
        label={t('item.rollouts')}
        rows={rollouts}
        rowId={(row) => row.rolloutId}
        columns={[
          {
            id: 'target',
            header: t('rollout.result'),
            role: 'title',
            cell: (row) => (
              <AppLink
                href={`/admin/catalogue/roll-outs/${row.rolloutId}`}
                className="hover:underline"
              >
                {targetText(t, row)}
              </AppLink>
            ),
          },
          {
            id: 'moment',
            header: t('rollout.moment'),
            cell: (row) => t(`rollout.moments.${row.moment}`),
          },
          {
            id: 'started',
            header: t('rollout.startedAt'),
            cell: (row) => <DateTime f={f} value={row.createdAt} now={ctx.now} />,
          },
          {
            id: 'state',
            header: t('rollout.progress'),
            cell: (row) => (
              <StatusBadge tone={row.finishedAt === null ? 'accent' : 'positive'}>
                {t(row.finishedAt === null ? 'rollout.running' : 'rollout.finished')}
              </StatusBadge>
            ),
          },
        ]}
      />
    </Card>
  );
}
