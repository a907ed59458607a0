import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { RadioCards } from '@/app/_forms/choice-fields';
import { holdMany } from '@/app/admin/_bulk/actions';
import { BulkForm } from '@/app/admin/_bulk/bulk-form';
import { BulkPage, ReasonField } from '@/app/admin/_bulk/bulk-page';
import { readSelection } from '@/app/admin/_bulk/selection';
import { serviceSpec, toServiceQuery } from '@/app/admin/_list/service-table';
import { countServices } from '@/lib/screens/admin/services';

const acts = ['stop', 'unstop', 'disable', 'enable'] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-bulk'))('title') };
}

/** Asks what to do with the selected services. */
export default async function BulkServicesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('services.write');
  const { ids, query, table } = readSelection(serviceSpec, await searchParams);
  const [t, services, total] = await Promise.all([
    getTranslations('admin-bulk'),
    getTranslations('admin-services'),
    table ? countServices(ctx, toServiceQuery(table)) : { count: ids.length, atLeast: false },
  ]);
  return (
    <BulkPage total={total} list={{ label: services('title'), href: '/admin/services' }}>
      <BulkForm
        ids={ids}
        query={query}
        title={t('serviceTitle')}
        submit={t('serviceSubmit')}
        action={holdMany}
      >
        <RadioCards
          name="what"
          label={t('serviceWhat')}
          options={acts.map((value) => ({ value, label: t(`service.${value}`) }))}
          required
        />
        <ReasonField />
      </BulkForm>
    </BulkPage>
  );
}
