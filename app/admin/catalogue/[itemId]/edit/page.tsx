import type { Metadata } from 'next';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { PageHeader } from '@/app/_ui/page-header';
import { getItem } from '@/lib/screens/admin/catalogue-item';
import { itemFormProps } from '../../_form/form-props';
import { ItemForm } from '../../_form/item-form';
import { valuesOf } from '../../_form/item-values';
import { catalogueWords } from '../../_view/item-words';
import { changeItemAction, previewItemAction } from '../../actions';

type EditItemPageProps = {
  params: Promise<{ itemId: string }>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await catalogueWords())('item.edit') };
}

export default async function EditItemPage({ params }: EditItemPageProps) {
  const ctx = await requireStaffCtx('catalog.write');
  const itemId = idFromPath((await params).itemId);
  const [t, item, { f, ...props }] = await Promise.all([
    catalogueWords(),
    foundPage(getItem(ctx, itemId)),
    itemFormProps(ctx, itemId),
  ]);
  const backHref = `/admin/catalogue/${itemId}`;
  return (
    <>
      <PageHeader
        title={t('form.editTitle', { name: item.name })}
        crumbs={[
          { label: t('title'), href: '/admin/catalogue' },
          { label: item.name, href: backHref },
        ]}
      />
      <ClientMessages namespaces={['admin-catalogue']}>
        <ItemForm
          {...props}
          values={valuesOf(item, f)}
          action={changeItemAction}
          existing={{ itemId, versionId: item.versionId, preview: previewItemAction }}
          backHref={backHref}
        />
      </ClientMessages>
    </>
  );
}
