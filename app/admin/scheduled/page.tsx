import { CalendarClock } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import type { TableFilter } from '@/app/_tables/columns';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { CancelChange } from '@/app/admin/_service-actions/cancel-change';
import { CancelPlannedPlan } from '@/app/admin/_service-actions/cancel-planned-plan';
import { can } from '@/lib/authorise/rights';
import {
  nextTermsKinds,
  type StaffRole,
  scheduledChangeKinds,
  scheduledChangeStates,
} from '@/lib/kit/words';
import type { ShownCharge } from '@/lib/orders/shown-charge';
import { listScheduledChanges, type ScheduledChangeView } from '@/lib/screens/admin/scheduled';
import { scheduledColumns } from './_list/columns';
import { scheduledSpec, toScheduledQuery } from './_list/table';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-services.planned'))('title') };
}

/** Planned changes of all services. */
export default async function ScheduledPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('services.read');
  const query = readTableQuery(scheduledSpec, await searchParams);
  const [t, page, filters] = await Promise.all([
    getTranslations('admin-services.planned'),
    listScheduledChanges(ctx, toScheduledQuery(query)),
    readFilters(),
  ]);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <DataTable
        spec={scheduledSpec}
        query={query}
        path="/admin/scheduled"
        label={t('title')}
        search={t('search')}
        filters={filters}
        columns={await scheduledColumns(page.names)}
        rows={page.rows}
        rowId={(row) => String(row.rowId)}
        rowLabel={(row) => `${row.itemName}, ${row.customerName}`}
        rowActions={(row) =>
          row.state === 'pending' ? (
            <Cancel row={row} role={ctx.actor.role} shown={page.ifCancelled.get(row.serviceId)} />
          ) : null
        }
        page={page}
        empty={
          <Card>
            <EmptyState
              icon={<CalendarClock aria-hidden />}
              title={t('empty.title')}
              action={<LinkButton href="/admin/services">{t('empty.action')}</LinkButton>}
            >
              {t('empty.text')}
            </EmptyState>
          </Card>
        }
      />
    </>
  );
}

type CancelProps = {
  row: ScheduledChangeView;
  role: StaffRole;
  /** What follows if its plan change is cancelled. */
  shown: ShownCharge | undefined;
};

/** Newer terms of a plan apply to all its services; a single one cannot opt out. */
function Cancel({ row, role, shown }: CancelProps) {
  const { changeId, change, serviceId, itemName: plan } = row;
  if (changeId !== null)
    return can(role, 'services.write') ? <CancelChange changeId={changeId} /> : null;
  if (change.kind !== 'next_plan' || !shown || !can(role, 'orders.write')) return null;
  return <CancelPlannedPlan {...{ serviceId, itemVersionId: change.itemVersionId, plan, shown }} />;
}

async function readFilters(): Promise<TableFilter[]> {
  const [t, kinds] = await Promise.all([
    getTranslations('admin-services.planned'),
    getTranslations('admin-services.schedule.kinds'),
  ]);
  return [
    {
      id: 'state',
      label: t('filter.state'),
      options: scheduledChangeStates.map((value) => ({ value, label: t(`state.${value}`) })),
    },
    {
      id: 'kind',
      label: t('filter.kind'),
      options: [
        ...scheduledChangeKinds.map((value) => ({ value, label: kinds(value) })),
        ...nextTermsKinds.map((value) => ({ value, label: t(`filterKind.${value}`) })),
      ],
    },
  ];
}
