import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { RowLink } from '@/app/_tables/row-link';
import {
  PushBadge,
  ReasonWords,
  ServiceStatusBadge,
} from '@/app/admin/_service-view/service-status';
import type { ServiceListItem } from '@/lib/screens/admin/services';

export async function serviceColumns(): Promise<Column<ServiceListItem>[]> {
  const [t, access, f] = await Promise.all([
    getTranslations('admin-services.column'),
    getTranslations('admin-services.access'),
    getOperatorFormats(),
  ]);
  return [
    {
      id: 'id',
      header: t('service'),
      role: 'title',
      cell: (row) => (
        <RowLink href={`/admin/services/${row.serviceId}`}>
          {row.itemName}
          <span className="block font-normal text-ink-muted text-xs">
            {row.description === ''
              ? `#s${row.serviceId}`
              : `#s${row.serviceId} · ${row.description}`}
          </span>
        </RowLink>
      ),
    },
    {
      id: 'customer',
      header: t('customer'),
      cell: (row) => (
        <RowLink href={`/admin/customers/${row.customerId}`}>
          <span className="line-clamp-2">{row.customerName}</span>
        </RowLink>
      ),
    },
    {
      id: 'status',
      header: t('status'),
      cell: (row) => (
        <span className="flex flex-col items-start gap-0.5 max-md:items-end">
          <ServiceStatusBadge status={row.status} />
          <ReasonWords reasons={row.reasons} />
        </span>
      ),
    },
    {
      id: 'login',
      header: t('login'),
      role: 'extra',
      cell: (row) => (
        <span className="block font-mono text-xs [overflow-wrap:anywhere]">
          {row.login}
          {row.ipv4Address !== null && (
            <span className="block text-ink-muted">{row.ipv4Address}</span>
          )}
        </span>
      ),
    },
    { id: 'router', header: t('router'), role: 'extra', cell: (row) => row.routerName ?? '' },
    {
      id: 'push',
      header: t('push'),
      cell: (row) => <PushBadge push={row.push} failure={row.failure} />,
    },
    {
      id: 'access',
      header: t('access'),
      hiddenAtFirst: true,
      cell: (row) => (row.accessMethod === null ? '' : access(row.accessMethod)),
    },
    {
      id: 'dates',
      header: t('dates'),
      hiddenAtFirst: true,
      cell: (row) =>
        row.endDate === null
          ? f.date(row.startDate)
          : `${f.date(row.startDate)} – ${f.date(row.endDate)}`,
    },
  ];
}
