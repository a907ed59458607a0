import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { RefreshWhileRunning } from '@/app/_live/refresh-while-running';
import { afterFromQuery, foundPage } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Meter } from '@/app/_ui/meter';
import { PageHeader } from '@/app/_ui/page-header';
import { Pagination } from '@/app/_ui/pagination';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Tabs } from '@/app/_ui/tabs';
import { DateTime } from '@/app/_ui/values';
import { bulkRowStates } from '@/lib/kit/words';
import { getBulk, listBulkRows } from '@/lib/screens/admin/bulk';
import { BulkRows } from './bulk-rows';

type BulkPageProps = {
  params: Promise<{ bulkId: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-bulk'))('title') };
}

/** Progress of a bulk action and the outcome of every row. */
export default async function BulkPage({ params, searchParams }: BulkPageProps) {
  const ctx = await requireStaffCtx('customers.read');
  const { bulkId } = await params;
  const { state: asked, after } = await searchParams;
  const state = bulkRowStates.find((name) => name === asked);
  const [t, f, bulk, { rows, nextAfterId }] = await Promise.all([
    getTranslations('admin-bulk.run'),
    getOperatorFormats(),
    foundPage(getBulk(ctx, bulkId)),
    foundPage(listBulkRows(ctx, { bulkId, state, afterId: afterFromQuery(after) })),
  ]);
  const { counts, total, finishedAt, subject } = bulk;
  const done = total - counts.pending;
  const path = `/admin/bulk/${bulkId}`;
  const narrowed = state === undefined ? '' : `state=${state}&`;
  return (
    <>
      {finishedAt === null && <RefreshWhileRunning />}
      <PageHeader
        title={t(`title.${bulk.act}`)}
        crumbs={[await crumbOf(subject)]}
        badge={
          <StatusBadge tone={finishedAt === null ? 'accent' : 'positive'}>
            {t(finishedAt === null ? 'running' : 'finished')}
          </StatusBadge>
        }
        description={t('startedBy', { name: bulk.startedBy })}
      />
      <div className="flex flex-col gap-5">
        <Card>
          <Meter
            ratio={total === 0 ? 1 : done / total}
            label={t('progress')}
            value={t('progressOf', { done, total })}
            tone={counts.refused > 0 ? 'warning' : 'accent'}
          />
          <KeyValueList
            layout="facts"
            className="mt-5"
            items={[
              {
                id: 'start',
                label: t('startedAt'),
                value: <DateTime f={f} value={bulk.createdAt} now={ctx.now} />,
              },
              {
                id: 'end',
                label: t('finishedAt'),
                value:
                  finishedAt === null ? (
                    t('notYet')
                  ) : (
                    <DateTime f={f} value={finishedAt} now={ctx.now} />
                  ),
              },
            ]}
          />
        </Card>
        <div>
          <Tabs
            label={t('result')}
            current={state ?? 'all'}
            tabs={[
              { id: 'all', label: t('all'), href: path, count: f.count(total) },
              ...bulkRowStates.map((id) => ({
                id,
                label: t(`state.${id}`),
                href: `${path}?state=${id}`,
                count: f.count(counts[id]),
              })),
            ]}
          />
          <BulkRows rows={rows} subject={subject} />
          <Pagination
            previousHref={undefined}
            nextHref={nextAfterId === null ? undefined : `${path}?${narrowed}after=${nextAfterId}`}
          />
        </div>
      </div>
    </>
  );
}

async function crumbOf(subject: 'customer' | 'service') {
  const [customers, services] = await Promise.all([
    getTranslations('admin-customers'),
    getTranslations('admin-services'),
  ]);
  return subject === 'customer'
    ? { label: customers('title'), href: '/admin/customers' }
    : { label: services('title'), href: '/admin/services' };
}
