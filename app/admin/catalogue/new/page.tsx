import type { Metadata } from 'next';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { PageHeader } from '@/app/_ui/page-header';
import { itemFormProps } from '../_form/form-props';
import { ItemForm } from '../_form/item-form';
import { newItemValues } from '../_form/item-values';
import { catalogueWords } from '../_view/item-words';
import { createItemAction } from '../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await catalogueWords())('form.newTitle') };
}

export default async function NewItemPage() {
  const ctx = await requireStaffCtx('catalog.write');
  const [t, { f: _f, ...props }] = await Promise.all([catalogueWords(), itemFormProps(ctx)]);
  return (
    <>
      <PageHeader
        title={t('form.newTitle')}
        crumbs={[{ label: t('title'), href: '/admin/catalogue' }]}
      />
      <ClientMessages namespaces={['admin-catalogue']}>
        <ItemForm
          {...props}
          values={newItemValues}
          action={createItemAction}
          backHref="/admin/catalogue"
        />
      </ClientMessages>
    </>
  );
}
