import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import type { TableQuery, TableSpec } from '@/app/_tables/table-query';
import { AppLink } from '@/app/_ui/app-link';
import { DateTime } from '@/app/_ui/values';
import type { Formats } from '@/lib/kit/format';
import { type RouterStatus, routerStatuses } from '@/lib/kit/words';
import type { RouterListItem, RouterListQuery } from '@/lib/screens/admin/routers';
import { RouterStatusBadge } from '../_view/router-status-badge';

export const routerSpec: TableSpec = {
  id: 'routers',
  sortable: [],
  defaultSort: { column: 'name', direction: 'asc' },
  filters: ['status', 'work'],
};

export function toRouterQuery(query: TableQuery): RouterListQuery {
  return {
    search: query.search,
    statuses: (query.filters['status'] ?? []).filter((word): word is RouterStatus =>
      (routerStatuses as readonly string[]).includes(word),
    ),
    isDue: query.filters['work']?.includes('due') ?? false,
    after: query.after,
    before: query.before,
  };
}

export async function routerColumns(now: Date): Promise<Column<RouterListItem>[]> {
  const [t, words, f] = await Promise.all([
    getTranslations('admin-routers'),
    getTranslations('routers'),
    getOperatorFormats(),
  ]);
  return [
    {
      id: 'name',
      header: t('list.name'),
      role: 'title',
      cell: (row) => (
        <>
          <AppLink
            href={`/admin/routers/${row.routerId}`}
            className="rounded-sm font-medium hover:underline"
          >
            {row.name}
          </AppLink>
          {row.siteName !== null && (
            <span className="block font-normal text-ink-muted text-xs">{row.siteName}</span>
          )}
        </>
      ),
    },
    {
      id: 'status',
      header: t('list.status'),
      cell: (row) => (
        <span className="flex flex-col items-start gap-1 max-md:items-end">
          <RouterStatusBadge status={row.status} />
          {row.failure !== null && (
            <span className="max-w-64 text-danger-ink text-xs max-md:text-end">
              {words(`failure.${row.failure}`)}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'address',
      header: t('list.address'),
      role: 'extra',
      cell: (row) => (
        <span className="text-ink-muted">
          {row.host}:{row.port} {row.useTls ? t('tls') : t('plain')}
        </span>
      ),
    },
    { id: 'version', header: t('list.version'), role: 'extra', cell: (row) => row.version ?? '–' },
    {
      id: 'seen',
      header: t('list.seen'),
      cell: (row) => <Seen f={f} at={row.lastSeenAt} now={now} never={t('never')} />,
    },
    {
      id: 'services',
      header: t('list.services'),
      align: 'end',
      cell: (row) => f.count(row.serviceCount),
    },
    {
      id: 'due',
      header: t('list.due'),
      align: 'end',
      cell: (row) => <Count f={f} value={row.dueCount} className="text-warning-ink" />,
    },
    {
      id: 'failed',
      header: t('list.failed'),
      align: 'end',
      cell: (row) => <Count f={f} value={row.failedCount} className="text-danger-ink" />,
    },
  ];
}

function Seen(props: { f: Formats; at: Date | null; now: Date; never: string }) {
  const { f, at, now, never } = props;
  return at === null ? (
    <span className="text-ink-muted">{never}</span>
  ) : (
    <DateTime f={f} value={at} show="relative" now={now} />
  );
}

function Count({ f, value, className }: { f: Formats; value: number; className: string }) {
  return value === 0 ? (
    <span className="text-ink-muted">0</span>
  ) : (
    <span className={`font-semibold ${className}`}>{f.count(value)}</span>
  );
}
