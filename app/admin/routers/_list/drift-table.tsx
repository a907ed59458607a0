import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import { DateTime } from '@/app/_ui/values';
import type { DriftKind } from '@/lib/kit/router-words';
import type { DriftView, RouterDetail } from '@/lib/screens/admin/router';

const tones: Record<DriftKind, Tone> = {
  missing: 'danger',
  changed: 'warning',
  orphan: 'info',
  foreign: 'neutral',
};

/** Actual and desired value of each property. */
async function Differences({ differences }: Pick<DriftView, 'differences'>) {
  const t = await getTranslations('admin-routers.drift');
  return (
    <dl className="font-mono text-xs [overflow-wrap:anywhere]">
      {differences.map(({ property, found, desired }) => (
        <div key={property}>
          <dt className="inline">{property}: </dt>
          {property === 'password' ? (
            // Equal on purpose: neither value is ever shown.
            <dd className="inline">{desired}</dd>
          ) : (
            <dd className="inline">
              <del>
                <span className="sr-only">{t('found')} </span>
                {found || t('nothing')}
              </del>
              {' → '}
              <ins className="no-underline">
                <span className="sr-only">{t('desired')} </span>
                {desired || t('nothing')}
              </ins>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** Every difference found by the last comparison: actual rows against desired ones. */
export async function DriftTable({ router, now }: { router: RouterDetail; now: Date }) {
  const [t, words, f] = await Promise.all([
    getTranslations('admin-routers.drift'),
    getTranslations('routers.drift'),
    getOperatorFormats(),
  ]);
  return (
    <SimpleTable
      label={t('title')}
      rows={router.drifts}
      rowId={(row) => `${row.menu} ${row.rowKey}`}
      columns={[
        {
          id: 'row',
          header: t('row'),
          role: 'title',
          cell: (row) => (
            <>
              <span className="font-mono [overflow-wrap:anywhere]">{row.rowKey}</span>
              <span className="block font-mono font-normal text-ink-muted text-xs">{row.menu}</span>
            </>
          ),
        },
        {
          id: 'kind',
          header: t('kind'),
          cell: (row) => <StatusBadge tone={tones[row.kind]}>{words(row.kind)}</StatusBadge>,
        },
        {
          id: 'properties',
          header: t('properties'),
          cell: (row) =>
            row.differences.length === 0 ? (
              <span className="text-ink-muted">{t(`what.${row.kind}`)}</span>
            ) : (
              <Differences differences={row.differences} />
            ),
        },
        {
          id: 'service',
          header: t('service'),
          cell: (row) =>
            row.serviceId === null ? (
              <span className="text-ink-muted">{t('shared')}</span>
            ) : (
              <AppLink
                href={`/admin/services/${row.serviceId}`}
                className="rounded-sm hover:underline"
              >
                {t('number', { id: String(row.serviceId) })}
              </AppLink>
            ),
        },
        {
          id: 'since',
          header: t('since'),
          cell: (row) => <DateTime f={f} value={row.firstSeenAt} show="relative" now={now} />,
        },
      ]}
    />
  );
}
