import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import type { TableSpec } from '@/app/_tables/table-query';
import { AppLink } from '@/app/_ui/app-link';
import { Meter } from '@/app/_ui/meter';
import type { NetworkListItem } from '@/lib/screens/admin/networks';
import { UsageBadge } from '../_view/usage-badge';

export const networkSpec: TableSpec = {
  id: 'networks',
  sortable: ['network'],
  defaultSort: { column: 'network', direction: 'asc' },
  filters: ['usage'],
};

export async function networkColumns(): Promise<Column<NetworkListItem>[]> {
  const [t, f] = await Promise.all([getTranslations('admin-addresses'), getOperatorFormats()]);
  return [
    {
      id: 'name',
      header: t('list.name'),
      role: 'title',
      cell: (row) => (
        <AppLink href={`/admin/addresses/${row.networkId}`} className="rounded-sm hover:underline">
          {row.name}
        </AppLink>
      ),
    },
    {
      id: 'network',
      header: t('list.network'),
      cell: (row) => <span className="tabular-nums">{row.cidr}</span>,
    },
    {
      id: 'usage',
      header: t('list.usage'),
      cell: (row) => <UsageBadge usage={row.usage} />,
    },
    {
      id: 'where',
      header: t('list.where'),
      role: 'extra',
      cell: (row) => [row.siteName, row.routerName].filter(Boolean).join(' · ') || '–',
    },
    {
      id: 'fill',
      header: t('list.fill'),
      cell: (row) => <FillMeter row={row} label={t('list.fillOf', { name: row.name })} />,
    },
    {
      id: 'free',
      header: t('list.free'),
      align: 'end',
      cell: (row) => f.count(row.counts.free),
    },
  ];
}

async function FillMeter({ row, label }: { row: NetworkListItem; label: string }) {
  const t = await getTranslations('admin-addresses');
  const { usable, free } = row.counts;
  const ratio = usable === 0 ? 0 : (usable - free) / usable;
  // A network for pools is meant to be full; how full the pools are is shown with them.
  const isScarce = row.usage === 'permanent' && ratio >= 0.9;
  return (
    <Meter
      className="w-40"
      size="sm"
      ratio={ratio}
      label={<span className="sr-only">{label}</span>}
      value={t('list.usedOf', { used: usable - free, usable })}
      tone={isScarce ? 'warning' : 'accent'}
    />
  );
}
