import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { RowLink } from '@/app/_tables/row-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Money } from '@/app/_ui/values';
import { customerTone, serviceTone } from '@/app/admin/_shared/tones';
import { customerStatuses } from '@/lib/kit/words';
import type { CustomerListItem } from '@/lib/screens/admin/customers';

const shownStatuses = ['active', 'stopped', 'disabled', 'pending'] as const;

export async function customerColumns(): Promise<Column<CustomerListItem>[]> {
  const [t, statuses, f] = await Promise.all([
    getTranslations('admin-customers'),
    getTranslations('admin-services.status'),
    getOperatorFormats(),
  ]);
  // One element per status, however many rows show it.
  const badges = Object.fromEntries(
    customerStatuses.map((status) => [
      status,
      <StatusBadge key={status} tone={customerTone[status]}>
        {t(`status.${status}`)}
      </StatusBadge>,
    ]),
  );
  const countBadges = new Map<string, ReactNode>();
  const countBadge = (status: (typeof shownStatuses)[number], count: number) => {
    const key = `${status} ${count}`;
    const known = countBadges.get(key);
    if (known !== undefined) return known;
    const badge = (
      <StatusBadge key={status} tone={serviceTone[status]}>
        {t('serviceCount', { count, status: statuses(status) })}
      </StatusBadge>
    );
    countBadges.set(key, badge);
    return badge;
  };
  return [
    {
      id: 'name',
      header: t('column.name'),
      role: 'title',
      cell: (row) => (
        <RowLink href={`/admin/customers/${row.customerId}`}>
          <span className="line-clamp-2">{row.name}</span>
          <span className="block font-normal text-ink-muted text-xs">{`#${row.customerId}`}</span>
        </RowLink>
      ),
    },
    {
      id: 'status',
      header: t('column.status'),
      cell: (row) => badges[row.status],
    },
    {
      id: 'services',
      header: t('column.services'),
      cell: (row) => {
        const counted = shownStatuses.filter((status) => row.services[status] > 0);
        if (counted.length === 0) return <span className="text-ink-muted">{t('noServices')}</span>;
        return (
          <span className="flex flex-wrap gap-1">
            {counted.map((status) => countBadge(status, row.services[status]))}
          </span>
        );
      },
    },
    {
      id: 'contact',
      header: t('column.contact'),
      role: 'extra',
      cell: (row) => (
        <span className="block min-w-0 text-ink-muted">
          <span className="block max-w-52 truncate">{row.email}</span>
          <span className="block tabular-nums">{row.phone}</span>
        </span>
      ),
    },
    {
      id: 'site',
      header: t('column.site'),
      role: 'extra',
      cell: (row) => row.siteName ?? '',
    },
    {
      id: 'labels',
      header: t('column.labels'),
      hiddenAtFirst: true,
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {row.labels.map((label) => (
            <span key={label} className="rounded-sm bg-surface-sunken px-1.5 py-0.5 text-xs">
              {label}
            </span>
          ))}
        </span>
      ),
    },
    {
      id: 'created',
      header: t('column.created'),
      hiddenAtFirst: true,
      cell: (row) => f.date(row.createdAt),
    },
    {
      id: 'balance',
      header: t('column.balance'),
      align: 'end',
      cell: (row) => (
        <Money
          f={f}
          amount={row.balanceMinor}
          className={row.balanceMinor < 0n ? 'text-danger-ink' : ''}
        />
      ),
    },
  ];
}
