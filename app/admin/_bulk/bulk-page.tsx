import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';

type BulkPageProps = {
  total: { count: number; atLeast?: boolean };
  /** The list the selection comes from. */
  list: { label: string; href: string };
  children: ReactNode;
};

/** Frame of the pages that ask what to do with many rows: their number, or that none are left. */
export async function BulkPage({ total, list, children }: BulkPageProps) {
  const t = await getTranslations('admin-bulk');
  return (
    <>
      <PageHeader
        title={t(total.atLeast ? 'titleAtLeast' : 'titleCount', { count: total.count })}
        description={t('description')}
        crumbs={[list]}
      />
      {total.count === 0 ? (
        <EmptyState title={t('nothing')}>{t('nothingText')}</EmptyState>
      ) : (
        <div className="flex flex-col gap-5">{children}</div>
      )}
    </>
  );
}

/** The reason, recorded in the history of every row. */
export async function ReasonField() {
  const t = await getTranslations('admin-customers');
  const field = namedFields(t);
  return <TextField {...field('reason')} required maxLength={500} />;
}
