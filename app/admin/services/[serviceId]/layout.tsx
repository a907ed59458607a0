import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireStaffCtx } from '@/app/_auth/session';
import { LiveRefresh } from '@/app/_live/live-refresh';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { PageHeader } from '@/app/_ui/page-header';
import { ServiceMenu } from '@/app/admin/_service-actions/service-menu';
import { ServiceStatusBadge } from '@/app/admin/_service-view/service-status';
import { getServiceDetail } from '@/lib/screens/admin/service';

type LayoutProps = {
  children: ReactNode;
  params: Promise<{ serviceId: string }>;
};

/** The header of every page of one service. */
export default async function ServiceLayout({ children, params }: LayoutProps) {
  const ctx = await requireStaffCtx('services.read');
  const serviceId = idFromPath((await params).serviceId);
  const [t, service] = await Promise.all([
    getTranslations('admin-customers'),
    foundPage(getServiceDetail(ctx, serviceId)),
  ]);
  return (
    <>
      <LiveRefresh since={ctx.now} customerId={service.customerId} />
      <PageHeader
        title={service.itemName}
        badge={<ServiceStatusBadge status={service.status} size="md" />}
        description={[`#s${serviceId}`, service.login, service.description]
          .filter(Boolean)
          .join(' · ')}
        crumbs={[
          { label: t('title'), href: '/admin/customers' },
          { label: service.customerName, href: `/admin/customers/${service.customerId}` },
        ]}
        actions={<ServiceMenu card={service} role={ctx.actor.role} look="button" />}
      />
      {children}
    </>
  );
}
