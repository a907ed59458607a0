import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { catalogueWords } from '../_view/item-words';
import { FILE_BYTES_MAX } from './file-bytes-max';
import { ImportItems } from './import-items';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await catalogueWords())('import.title') };
}

export default async function ImportPage() {
  await requireStaffCtx('import');
  const [t, f] = await Promise.all([catalogueWords(), getOperatorFormats()]);
  return (
    <ClientMessages namespaces={['admin-catalogue']}>
      <PageHeader
        title={t('import.title')}
        description={t('import.description')}
        crumbs={[{ label: t('title'), href: '/admin/catalogue' }]}
        actions={
          <LinkButton
            href="/admin/catalogue/export"
            prefetch={false}
            download
            icon={<Download aria-hidden />}
          >
            {t('import.template')}
          </LinkButton>
        }
      />
      <ImportItems maxLabel={f.bytes(FILE_BYTES_MAX)} />
    </ClientMessages>
  );
}
