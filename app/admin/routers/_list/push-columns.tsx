import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import { DateTime } from '@/app/_ui/values';
import type { PushView } from '@/lib/screens/admin/pushes';

/** The push log: what was sent for which service, and the router's response. */
export async function pushColumns(): Promise<Column<PushView>[]> {
  const [t, words, f] = await Promise.all([
    getTranslations('admin-routers'),
    getTranslations('routers'),
    getOperatorFormats(),
  ]);
  return [
    {
      id: 'service',
      header: t('open.service'),
      role: 'title',
      cell: (row) => (
        <>
          <AppLink href={`/admin/services/${row.serviceId}`} className="rounded-sm hover:underline">
            {row.login ?? t('open.number', { id: String(row.serviceId) })}
          </AppLink>
          {row.customerName !== null && (
            <span className="block font-normal text-ink-muted text-xs">{row.customerName}</span>
          )}
        </>
      ),
    },
    { id: 'at', header: t('pushes.at'), cell: (row) => <DateTime f={f} value={row.at} /> },
    {
      id: 'outcome',
      header: t('pushes.outcome'),
      cell: (row) => (
        <span className="flex flex-col items-start gap-1 max-md:items-end">
          <StatusBadge tone={row.outcome === 'confirmed' ? 'positive' : 'danger'}>
            {t(`pushes.${row.outcome}`)}
          </StatusBadge>
          {row.failure !== null && (
            <span className="max-w-80 text-danger-ink text-xs">
              {words(`failure.${row.failure}`)}
            </span>
          )}
          {row.failureDetail !== null && (
            <span className="max-w-80 font-mono text-ink-muted text-xs">
              {words.has(`missing.${row.failureDetail}`)
                ? words(`missing.${row.failureDetail}`)
                : row.failureDetail}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'changes',
      header: t('pushes.changes'),
      cell: (row) =>
        row.changes.length === 0 ? (
          <span className="text-ink-muted">{t('pushes.noChange')}</span>
        ) : (
          <span className="font-mono text-xs">{row.changes.join(', ')}</span>
        ),
    },
    {
      id: 'cut',
      header: t('pushes.cut'),
      align: 'end',
      role: 'extra',
      cell: (row) => f.count(row.sessionsCut),
    },
    {
      id: 'version',
      header: t('pushes.version'),
      align: 'end',
      role: 'extra',
      hiddenAtFirst: true,
      cell: (row) => f.count(row.version),
    },
  ];
}
