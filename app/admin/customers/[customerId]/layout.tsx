import { Plus } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireStaffCtx } from '@/app/_auth/session';
import { LiveRefresh } from '@/app/_live/live-refresh';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { Button, LinkButton } from '@/app/_ui/button';
import { CopyButton } from '@/app/_ui/copy-button';
import { PageHeader } from '@/app/_ui/page-header';
import { CustomerStatusBadge } from '@/app/admin/_shared/customer-status';
import { can } from '@/lib/authorise/rights';
import { canTakeService } from '@/lib/customers/rules';
import type { StaffRole } from '@/lib/kit/words';
import { type CustomerView, getCustomer } from '@/lib/screens/admin/customer';
import { BalanceStrip } from './_parts/balance-strip';
import { ClosedNotice } from './_parts/closed-notice';
import { CustomerTabs } from './_parts/customer-tabs';
import { StatusChange } from './_parts/status-change';

type LayoutProps = {
  children: ReactNode;
  params: Promise<{ customerId: string }>;
};

/** The header of every page of one customer: name, status and balance. */
export default async function CustomerLayout({ children, params }: LayoutProps) {
  const ctx = await requireStaffCtx('customers.read');
  const customerId = idFromPath((await params).customerId);
  const [t, customer] = await Promise.all([
    getTranslations('admin-customers'),
    foundPage(getCustomer(ctx, customerId)),
  ]);
  const { role } = ctx.actor;
  return (
    <>
      <LiveRefresh since={ctx.now} customerId={customerId} />
      <PageHeader
        title={customer.name}
        badge={<CustomerStatusBadge status={customer.status} size="md" />}
        crumbs={[{ label: t('title'), href: '/admin/customers' }]}
        actions={
          customer.mergedInto === null && !customer.isErased ? (
            <>
              <StatusChange ctx={ctx} customer={customer} />
              <AddService customer={customer} role={role} />
            </>
          ) : null
        }
      />
      <Contact customer={customer} />
      <ClosedNotice customer={customer} />
      {can(role, 'wallet.read') && <BalanceStrip ctx={ctx} customerId={customerId} />}
      <CustomerTabs
        customerId={customerId}
        tabs={tabIds.filter((id) => can(role, tabRights[id]))}
      />
      {children}
    </>
  );
}

const tabIds = [
  'services',
  'wallet',
  'timeline',
  'usage',
  'orders',
  'messages',
  'details',
  'history',
] as const;
const tabRights = {
  services: 'services.read',
  wallet: 'wallet.read',
  timeline: 'services.read',
  usage: 'usage.read',
  orders: 'payments.read',
  messages: 'notifications.read',
  details: 'customers.read',
  // The history includes amounts.
  history: 'wallet.read',
} as const;

async function AddService({ customer, role }: { customer: CustomerView; role: StaffRole }) {
  const t = await getTranslations('admin-customers');
  const reason = !can(role, 'services.write')
    ? t('noRight')
    : canTakeService(customer.status)
      ? undefined
      : t('activateFirst');
  const icon = <Plus aria-hidden />;
  return reason === undefined ? (
    <LinkButton
      href={`/admin/customers/${customer.customerId}/add-service`}
      variant="primary"
      icon={icon}
    >
      {t('addService')}
    </LinkButton>
  ) : (
    <Button variant="primary" icon={icon} disabledReason={reason}>
      {t('addService')}
    </Button>
  );
}

async function Contact({ customer }: { customer: CustomerView }) {
  const t = await getTranslations('admin-customers');
  return (
    <div className="-mt-3 mb-5 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-muted">
      <span className="tabular-nums">#{customer.customerId}</span>
      {customer.email !== null && (
        <span className="inline-flex min-w-0 items-center gap-1">
          <a
            href={`mailto:${customer.email}`}
            className="truncate rounded-sm hover:text-ink hover:underline"
          >
            {customer.email}
          </a>
          <CopyButton text={customer.email} label={t('copyEmail')} />
        </span>
      )}
      {customer.phone !== null && (
        <a
          href={`tel:${customer.phone.replace(/[^+\d]/g, '')}`}
          className="rounded-sm tabular-nums hover:text-ink hover:underline"
        >
          {customer.phone}
        </a>
      )}
      {customer.siteName !== null && <span>{customer.siteName}</span>}
      {customer.labels.map((label) => (
        <span key={label} className="rounded-sm bg-surface-sunken px-1.5 py-0.5 text-xs">
          {label}
        </span>
      ))}
    </div>
  );
}
