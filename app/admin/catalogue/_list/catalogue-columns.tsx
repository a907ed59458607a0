import type { Column } from '@/app/_tables/columns';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Bytes, Money } from '@/app/_ui/values';
import type { Formats } from '@/lib/kit/format';
import type { CatalogueRow } from '@/lib/screens/admin/catalogue';
import { ItemImage } from '../_view/item-image';
import { type CatalogueWords, periodText, speedText, statusTone } from '../_view/item-words';

export function catalogueColumns(t: CatalogueWords, f: Formats): Column<CatalogueRow>[] {
  return [
    {
      id: 'name',
      header: t('column.name'),
      role: 'title',
      cell: (row) => (
        <span className="flex items-center gap-3">
          <ItemImage src={row.imageUrl} alt="" className="size-9 shrink-0" />
          <AppLink href={`/admin/catalogue/${row.itemId}`} className="font-medium hover:underline">
            {row.name}
          </AppLink>
        </span>
      ),
    },
    {
      id: 'status',
      header: t('column.status'),
      cell: (row) => (
        <StatusBadge tone={statusTone[row.status]}>{t(`statuses.${row.status}`)}</StatusBadge>
      ),
    },
    { id: 'kind', header: t('column.kind'), role: 'extra', cell: (row) => t(`kinds.${row.kind}`) },
    {
      id: 'category',
      header: t('column.category'),
      role: 'extra',
      cell: (row) => row.category ?? t('none'),
    },
    {
      id: 'price',
      header: t('column.price'),
      align: 'end',
      cell: (row) => <Money f={f} amount={row.terms.unitPriceMinor} />,
    },
    { id: 'period', header: t('column.period'), cell: (row) => periodText(t, row.terms) },
    { id: 'data', header: t('column.data'), align: 'end', cell: (row) => dataCell(t, f, row) },
    {
      id: 'speed',
      header: t('column.speed'),
      hiddenAtFirst: true,
      cell: (row) => speedText(f, row.terms) ?? t('none'),
    },
    {
      id: 'services',
      header: t('column.services'),
      align: 'end',
      cell: (row) => f.count(row.services),
    },
    {
      id: 'version',
      header: t('column.version'),
      align: 'end',
      hiddenAtFirst: true,
      cell: (row) => f.count(row.version),
    },
  ];
}

function dataCell(t: CatalogueWords, f: Formats, row: CatalogueRow) {
  if (row.kind !== 'internet') return t('none');
  const { dataLimitBytes } = row.terms;
  return dataLimitBytes === null ? t('unlimited') : <Bytes f={f} value={dataLimitBytes} />;
}
