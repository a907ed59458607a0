import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { IMPORT_BYTES_MAX } from '@/lib/customers/import/import-customers';
import { ImportCustomers } from './import-customers';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-customers.import'))('title') };
}

export default async function ImportCustomersPage() {
  await requireStaffCtx('import');
  const [t, customers, f] = await Promise.all([
    getTranslations('admin-customers.import'),
    getTranslations('admin-customers'),
    getOperatorFormats(),
  ]);
  return (
    <ClientMessages namespaces={['admin-customers']}>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: customers('title'), href: '/admin/customers' }]}
        actions={
          <LinkButton
            href="/admin/customers/import/template"
            prefetch={false}
            download
            icon={<Download aria-hidden />}
          >
            {t('template')}
          </LinkButton>
        }
      />
      <ImportCustomers bytesMax={IMPORT_BYTES_MAX} maxLabel={f.bytes(BigInt(IMPORT_BYTES_MAX))} />
    </ClientMessages>
  );
}
