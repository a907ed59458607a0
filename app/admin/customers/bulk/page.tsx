import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { RadioCards, type RadioOption } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { changeStatusOfMany, labelMany } from '@/app/admin/_bulk/actions';
import { BulkForm } from '@/app/admin/_bulk/bulk-form';
import { BulkPage, ReasonField } from '@/app/admin/_bulk/bulk-page';
import { readSelection } from '@/app/admin/_bulk/selection';
import { customerSpec, toCustomerQuery } from '@/app/admin/_list/customer-table';
import { canBecome, impactOf } from '@/lib/customers/rules';
import { listCustomerSummaries, listServiceStates } from '@/lib/screens/admin/customer';
import { countCustomers, listLabels, listMatchingCustomerIds } from '@/lib/screens/admin/customers';

const targets = ['active', 'blocked', 'inactive'] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-bulk'))('title') };
}

/** Asks what to do with the selected customers, and previews a change of status. */
export default async function BulkCustomersPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('customers.write');
  const { ids, query, table } = readSelection(customerSpec, await searchParams);
  const asked = table && toCustomerQuery(table);
  const [t, customers, labels, total] = await Promise.all([
    getTranslations('admin-bulk'),
    getTranslations('admin-customers'),
    listLabels(ctx),
    asked ? countCustomers(ctx, asked) : { count: ids.length, atLeast: false },
  ]);
  const field = namedFields(t);
  const columnField = namedFields(customers, 'column');
  const shown = asked ? await listMatchingCustomerIds(ctx, asked) : ids.map(Number);
  const selection = { ids, query };
  return (
    <BulkPage total={total} list={{ label: customers('title'), href: '/admin/customers' }}>
      <BulkForm
        {...selection}
        title={t('statusTitle')}
        submit={t('statusSubmit')}
        action={changeStatusOfMany}
      >
        <RadioCards
          {...columnField('status')}
          options={await statusOptions(ctx, shown, total.atLeast)}
          required
        />
        <ReasonField />
      </BulkForm>
      <BulkForm {...selection} title={t('labelTitle')} submit={t('labelSubmit')} action={labelMany}>
        <RadioCards
          name="what"
          label={t('labelWhat')}
          options={[
            { value: 'label_put', label: t('labelPut') },
            { value: 'label_taken', label: t('labelTaken') },
          ]}
          required
        />
        <TextField
          {...field('label')}
          hint={
            labels.length === 0
              ? t('labelHint')
              : t('labelsInUse', { labels: labels.slice(0, 12).join(', ') })
          }
          required
          maxLength={60}
        />
      </BulkForm>
    </BulkPage>
  );
}

/** With very many rows there is no preview; the result covers each of them. */
async function statusOptions(
  ctx: StaffCtx,
  ids: readonly number[],
  isTooMany: boolean,
): Promise<RadioOption[]> {
  const t = await getTranslations('admin-customers');
  if (isTooMany) return targets.map((value) => ({ value, label: t(`status.${value}`) }));
  const [customers, states] = await Promise.all([
    listCustomerSummaries(ctx, ids),
    listServiceStates(ctx, ids),
  ]);
  return targets.map((target) => {
    const changing = customers.filter(({ status }) => canBecome(status, target));
    const services = changing.flatMap(({ customerId }) => states.get(customerId) ?? []);
    const counts = { count: changing.length, total: customers.length };
    return {
      value: target,
      label: t(`status.${target}`),
      hint: `${t('bulk.changing', counts)} ${t('impact', { ...impactOf(services, target) })}`,
      disabled: changing.length === 0,
    };
  });
}
