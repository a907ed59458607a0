import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import type { TableSpec } from '@/app/_tables/table-query';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { SiteUses } from '@/lib/catalog/sites/site-uses';
import type { SiteListItem } from '@/lib/screens/admin/sites';

export const siteSpec: TableSpec = {
  id: 'sites',
  sortable: ['name'],
  defaultSort: { column: 'name', direction: 'asc' },
  filters: [],
};

export async function siteColumns(): Promise<Column<SiteListItem>[]> {
  const [t, f] = await Promise.all([getTranslations('admin-sites'), getOperatorFormats()]);
  const count = (id: keyof SiteUses, role: 'main' | 'extra' = 'main'): Column<SiteListItem> => ({
    id,
    header: t(`column.${id}`),
    align: 'end',
    role,
    cell: (row) => f.count(row[id]),
  });
  return [
    {
      id: 'name',
      header: t('column.name'),
      role: 'title',
      cell: (row) => (
        <AppLink href={`/admin/sites/${row.siteId}`} className="rounded-sm hover:underline">
          {row.name}
        </AppLink>
      ),
    },
    {
      id: 'address',
      header: t('column.address'),
      role: 'extra',
      cell: (row) => row.address || <span className="text-ink-muted">{t('noAddress')}</span>,
    },
    count('customers'),
    count('services'),
    count('routers'),
    count('items', 'extra'),
    { ...count('networks', 'extra'), hiddenAtFirst: true },
    {
      id: 'place',
      header: t('column.place'),
      cell: (row) => (
        <StatusBadge tone={row.latitude === null ? 'neutral' : 'positive'}>
          {row.latitude === null ? t('notPlaced') : t('placed')}
        </StatusBadge>
      ),
    },
  ];
}
