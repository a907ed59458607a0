import type { Metadata } from 'next';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import { listCategories } from '@/lib/screens/admin/catalogue';
import { catalogueWords } from '../_view/item-words';
import { AddCategory } from './add-category';
import { CategoryRow } from './category-row';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await catalogueWords())('category.title') };
}

export default async function CategoriesPage() {
  const ctx = await requireStaffCtx('catalog.read');
  const [t, categories] = await Promise.all([catalogueWords(), listCategories(ctx)]);
  const mayWrite = can(ctx.actor.role, 'catalog.write');
  return (
    <ClientMessages namespaces={['admin-catalogue']}>
      <PageHeader
        title={t('category.title')}
        description={t('category.description')}
        crumbs={[{ label: t('title'), href: '/admin/catalogue' }]}
      />
      <div className="flex max-w-2xl flex-col gap-5">
        {mayWrite && (
          <Card>
            <AddCategory />
          </Card>
        )}
        <Card flush>
          {categories.length === 0 ? (
            <EmptyState title={t('category.emptyTitle')}>{t('category.emptyText')}</EmptyState>
          ) : (
            <ol className="divide-y divide-line">
              {categories.map((category, index) => (
                <CategoryRow
                  key={category.categoryId}
                  {...category}
                  isFirst={index === 0}
                  isLast={index === categories.length - 1}
                  mayWrite={mayWrite}
                />
              ))}
            </ol>
          )}
        </Card>
      </div>
    </ClientMessages>
  );
}
