import { Upload, UserPlus, Users, UsersRound } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { BulkAction } from '@/app/_tables/bulk-bar';
import type { TableFilter } from '@/app/_tables/columns';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { Button, LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { chooseForCustomers } from '@/app/admin/_bulk/actions';
import { customerColumns } from '@/app/admin/_list/customer-columns';
import { customerSpec, toCustomerQuery } from '@/app/admin/_list/customer-table';
import { can } from '@/lib/authorise/rights';
import type { Formats } from '@/lib/kit/format';
import { customerStatuses } from '@/lib/kit/words';
import { countCustomers, listCustomers, listLabels } from '@/lib/screens/admin/customers';
import { listSiteChoices } from '@/lib/screens/admin/sites';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-customers'))('title') };
}

export default async function CustomersPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('customers.read');
  const query = readTableQuery(customerSpec, await searchParams);
  const asked = toCustomerQuery(query);
  const [t, bulkWords, f, page, total, filters, columns] = await Promise.all([
    getTranslations('admin-customers'),
    getTranslations('admin-bulk'),
    getOperatorFormats(),
    foundPage(listCustomers(ctx, asked)),
    countCustomers(ctx, asked),
    readFilters(ctx),
    customerColumns(),
  ]);
  const canWrite = can(ctx.actor.role, 'customers.write');
  const bulk: BulkAction[] = canWrite
    ? [{ id: 'change', label: bulkWords('open'), action: chooseForCustomers }]
    : [];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            <LinkButton href="/admin/customers/duplicates" icon={<UsersRound aria-hidden />}>
              {t('duplicates.open')}
            </LinkButton>
            {can(ctx.actor.role, 'import') && (
              <LinkButton href="/admin/customers/import" icon={<Upload aria-hidden />}>
                {t('import.open')}
              </LinkButton>
            )}
            <NewCustomer label={t('new.open')} reason={canWrite ? undefined : t('noRight')} />
          </>
        }
      />
      <DataTable
        spec={customerSpec}
        query={query}
        path="/admin/customers"
        label={t('title')}
        search={t('search')}
        filters={[...filters, balanceFilter(t('filter.below'), f, t)]}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.customerId)}
        rowLabel={(row) => row.name}
        page={page}
        total={total}
        bulk={bulk}
        {...(can(ctx.actor.role, 'export') ? { csvPath: '/admin/customers/export' } : {})}
        empty={
          <EmptyState
            icon={<Users aria-hidden />}
            title={t('empty.title')}
            action={
              <NewCustomer label={t('new.open')} reason={canWrite ? undefined : t('noRight')} />
            }
          >
            {t('empty.text')}
          </EmptyState>
        }
      />
    </>
  );
}

function NewCustomer({ label, reason }: { label: string; reason: string | undefined }) {
  const icon = <UserPlus aria-hidden />;
  return reason === undefined ? (
    <LinkButton href="/admin/customers/new" variant="primary" icon={icon}>
      {label}
    </LinkButton>
  ) : (
    <Button variant="primary" icon={icon} disabledReason={reason}>
      {label}
    </Button>
  );
}

async function readFilters(
  ctx: Awaited<ReturnType<typeof requireStaffCtx>>,
): Promise<TableFilter[]> {
  const [t, statuses, sites, labels] = await Promise.all([
    getTranslations('admin-customers'),
    getTranslations('admin-services.status'),
    listSiteChoices(ctx),
    listLabels(ctx),
  ]);
  const filters: TableFilter[] = [
    {
      id: 'status',
      label: t('filter.status'),
      options: customerStatuses.map((value) => ({ value, label: t(`status.${value}`) })),
    },
    {
      id: 'service',
      label: t('filter.service'),
      options: (['active', 'stopped', 'disabled', 'pending'] as const).map((value) => ({
        value,
        label: statuses(value),
      })),
    },
    {
      id: 'site',
      label: t('filter.site'),
      options: sites.map(({ siteId, name }) => ({ value: String(siteId), label: name })),
    },
    {
      id: 'label',
      label: t('filter.label'),
      options: labels.map((label) => ({ value: label, label })),
    },
  ];
  return filters.filter((filter) => filter.options.length > 0);
}

/** Balance ranges that staff look for: in debt, empty, and too little for a typical plan. */
function balanceFilter(
  label: string,
  f: Formats,
  t: (key: 'below', values: { amount: string }) => string,
): TableFilter {
  const unit = BigInt(10 ** (f.moneyInput(0n).split('.')[1]?.length ?? 0));
  const thresholds = [0n, 1n, 5n, 20n].map((units) => units * unit);
  return {
    id: 'below',
    label,
    options: thresholds.map((minor) => ({
      value: String(minor),
      label: t('below', { amount: f.money(minor) }),
    })),
  };
}
