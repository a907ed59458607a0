import { ClipboardList } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { namedFields } from '@/app/_forms/named-fields';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { DayRange } from '@/app/admin/_list/day-range';
import { can } from '@/lib/authorise/rights';
import { actorKinds, listAudit, listAuditChoices } from '@/lib/screens/admin/audit';
import { auditColumns } from './_list/audit-columns';
import { auditSpec, toAuditQuery } from './_list/audit-query';
import { getAuditWords } from './_view/audit-words';

const PATH = '/admin/audit';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-audit'))('title') };
}

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaffCtx('audit.read');
  const query = readTableQuery(auditSpec, await searchParams);
  const [t, filters, columns, page] = await Promise.all([
    getTranslations('admin-audit'),
    auditFilters(ctx),
    auditColumns(),
    listAudit(ctx, await toAuditQuery(query)),
  ]);
  const filterField = namedFields(t, 'filter');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <DayRange
        path={PATH}
        spec={auditSpec}
        query={query}
        own={['subject', 'customer', 'from', 'until']}
      >
        <TextFilter {...filterField('subject')} value={query.filters['subject']?.[0]} />
        <TextFilter {...filterField('customer')} value={query.filters['customer']?.[0]} />
      </DayRange>
      <DataTable
        spec={auditSpec}
        query={query}
        path={PATH}
        label={t('title')}
        filters={filters}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.entryId)}
        rowLabel={(row) => row.action}
        page={page}
        {...(can(ctx.actor.role, 'export') ? { csvPath: '/admin/audit/export' } : {})}
        empty={
          <EmptyState icon={<ClipboardList aria-hidden />} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        }
      />
    </>
  );
}

async function auditFilters(ctx: StaffCtx) {
  const [t, words, choices] = await Promise.all([
    getTranslations('admin-audit'),
    getAuditWords(),
    listAuditChoices(ctx),
  ]);
  return [
    {
      id: 'actor',
      label: t('filter.actor'),
      options: [
        ...actorKinds.map((value) => ({ value, label: t(`kind.${value}`) })),
        ...choices.staff.map(({ label, name }) => ({ value: label, label: name })),
      ],
    },
    {
      id: 'action',
      label: t('filter.action'),
      options: choices.actions.map((value) => ({ value, label: words.actionOf(value) })),
    },
  ];
}

function TextFilter(props: { name: string; label: string; value: string | undefined }) {
  const id = `audit-${props.name}`;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-ink-muted text-xs">
        {props.label}
      </label>
      <input
        id={id}
        name={props.name}
        defaultValue={props.value}
        autoComplete="off"
        className="control w-40"
      />
    </div>
  );
}
