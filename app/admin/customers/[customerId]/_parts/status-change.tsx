import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Button } from '@/app/_ui/button';
import { can } from '@/lib/authorise/rights';
import { impactOf, statusesAfter } from '@/lib/customers/rules';
import { type CustomerView, listServiceStates } from '@/lib/screens/admin/customer';
import { StatusDialog } from './status-dialog';

/** The next possible statuses, each with the number of services it would affect and how. */
export async function StatusChange({ ctx, customer }: { ctx: StaffCtx; customer: CustomerView }) {
  const t = await getTranslations('admin-customers');
  if (!can(ctx.actor.role, 'customers.write'))
    return <Button disabledReason={t('noRight')}>{t('statusChange.open')}</Button>;
  const states = await listServiceStates(ctx, [customer.customerId]);
  const services = states.get(customer.customerId) ?? [];
  const options = statusesAfter(customer.status).map((status) => ({
    value: status,
    label: t(`status.${status}`),
    hint: `${t(`statusChange.meaning.${status}`)} ${t('impact', { ...impactOf(services, status) })}`,
  }));
  return <StatusDialog customerId={customer.customerId} name={customer.name} options={options} />;
}
