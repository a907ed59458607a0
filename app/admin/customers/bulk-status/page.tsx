import { getTranslations } from 'next-intl/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import type { RadioOption } from '@/app/_forms/choice-fields';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { listMatchingCustomerIds } from '@/lib/customers/list/queries';
import {
  type CustomerSummary,
  listCustomerSummaries,
  listServiceStates,
} from '@/lib/customers/queries';
import { canBecome, impactOf } from '@/lib/customers/rules';
import { customerQueryFrom } from '../_list/customer-table';
import { BulkStatusForm } from './bulk-status-form';

const targets = ['active', 'blocked', 'inactive'] as const;

/** Says what a change of status would do to the selected customers, and does it. */
export default async function BulkStatusPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const ctx = await requireStaffCtx('customers.write');
  const t = await getTranslations('admin-customers');
  const customers = await listCustomerSummaries(ctx, await selectedIds(ctx, await searchParams));
  return (
    <>
      <PageHeader
        title={t('bulk.title', { count: customers.length })}
        description={t('bulk.description')}
        crumbs={[{ label: t('title'), href: '/admin/customers' }]}
      />
      {customers.length === 0 ? (
        <EmptyState title={t('bulk.nothing')} />
      ) : (
        <BulkStatusForm
          ids={customers.map(({ customerId }) => customerId)}
          options={await statusOptions(ctx, customers)}
        />
      )}
    </>
  );
}

async function selectedIds(
  ctx: StaffCtx,
  params: Record<string, string | string[] | undefined>,
): Promise<number[]> {
  if (params['all'] === 'on') {
    const entries = Object.entries(params).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    return listMatchingCustomerIds(ctx, customerQueryFrom(new URLSearchParams(entries).toString()));
  }
  const ids = typeof params['ids'] === 'string' ? params['ids'].split(',') : [];
  return ids
    .filter((id) => /^\d{1,15}$/.test(id))
    .map(Number)
    .slice(0, 50);
}

async function statusOptions(
  ctx: StaffCtx,
  customers: readonly CustomerSummary[],
): Promise<RadioOption[]> {
  const t = await getTranslations('admin-customers');
  const states = await listServiceStates(
    ctx,
    customers.map(({ customerId }) => customerId),
  );
  return targets.map((target) => {
    const changing = customers.filter(({ status }) => canBecome(status, target));
    const services = changing.flatMap(({ customerId }) => states.get(customerId) ?? []);
    const impact = impactOf(services, target);
    return {
      value: target,
      label: t(`status.${target}`),
      hint: `${t('bulk.changing', { count: changing.length, total: customers.length })} ${t('impact', { ...impact })}`,
      disabled: changing.length === 0,
    };
  });
}
