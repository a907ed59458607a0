import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { locales } from '@/app/_i18n/locales';
import { PageHeader } from '@/app/_ui/page-header';
import { listLabels } from '@/lib/screens/admin/customers';
import { listSiteChoices } from '@/lib/screens/admin/sites';
import { NewCustomerForm } from './new-customer-form';

export default async function NewCustomerPage() {
  const ctx = await requireStaffCtx('customers.write');
  const [t, sites, labels] = await Promise.all([
    getTranslations('admin-customers'),
    listSiteChoices(ctx),
    listLabels(ctx),
  ]);
  return (
    <>
      <PageHeader
        title={t('new.title')}
        description={t('new.description')}
        crumbs={[{ label: t('title'), href: '/admin/customers' }]}
      />
      <NewCustomerForm
        sites={sites}
        languages={locales}
        timeZones={Intl.supportedValuesOf('timeZone')}
        labels={labels}
      />
    </>
  );
}
