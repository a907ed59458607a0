import type { StaffCtx } from '@/app/_auth/session';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { DateTime, Money } from '@/app/_ui/values';
import { changedTerms } from '@/lib/catalog/rules';
import type { Formats } from '@/lib/kit/format';
import { listVersions, type VersionView } from '@/lib/screens/admin/catalogue-item';
import type { CatalogueWords } from '../../_view/item-words';

type ItemVersionsProps = {
  ctx: StaffCtx;
  t: CatalogueWords;
  f: Formats;
  itemId: number;
  currentVersionId: number;
};

/** Every version of the terms: when, by whom, the changes, and its number of services. */
export async function ItemVersions({ ctx, t, f, itemId, currentVersionId }: ItemVersionsProps) {
  const versions = await listVersions(ctx, itemId);
  return (
    <Card flush>
      <SimpleTable<VersionView>
        label={t('item.versions')}
        rows={versions}
        rowId={(row) => row.versionId.toString()}
        columns={[
          {
            id: 'version',
            header: t('item.versionColumn'),
            role: 'title',
            cell: (row) => (
              <span className="flex items-center gap-2">
                {f.count(row.version)}
                {row.versionId === currentVersionId && (
                  <StatusBadge tone="positive">{t('item.current')}</StatusBadge>
                )}
              </span>
            ),
          },
          {
            id: 'since',
            header: t('item.since'),
            cell: (row) => <DateTime f={f} value={row.createdAt} now={ctx.now} />,
          },
          { id: 'author', header: t('item.author'), cell: (row) => row.author ?? t('none') },
          {
            id: 'changed',
            header: t('item.changedColumn'),
            cell: (row) => changesText(row, { versions, t }),
          },
          {
            id: 'price',
            header: t('column.price'),
            align: 'end',
            cell: (row) => <Money f={f} amount={row.terms.unitPriceMinor} />,
          },
          {
            id: 'services',
            header: t('item.servicesColumn'),
            align: 'end',
            cell: (row) => f.count(row.services),
          },
        ]}
      />
    </Card>
  );
}

function changesText(
  row: VersionView,
  { versions, t }: { versions: readonly VersionView[]; t: CatalogueWords },
): string {
  const before = versions.find(({ version }) => version === row.version - 1);
  if (!before) return t('item.first');
  return changedTerms(before.terms, row.terms)
    .map((term) => t(`term.${term}`))
    .join(', ');
}
