import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import { afterFromQuery, foundPage, idFromPath } from '@/app/_operator/found-page';
import { Button, LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { previewMerge } from '@/lib/person/preview-merge';
import { getCustomer } from '@/lib/screens/admin/customer';
import { findQuickHits } from '@/lib/screens/admin/quick-search';
import { MergePreview } from './merge-preview';

type PageProps = {
  params: Promise<{ customerId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-customers.merge'))('open') };
}

/** First choose the customer to merge into, then review what moves, then merge. */
export default async function MergePage({ params, searchParams }: PageProps) {
  await requireStaffCtx('wallet.adjust');
  const ctx = await requireStaffCtx('customers.write');
  const customerId = idFromPath((await params).customerId);
  const query = await searchParams;
  const intoId = afterFromQuery(query['into']);
  const [t, customer] = await Promise.all([
    getTranslations('admin-customers.merge'),
    foundPage(getCustomer(ctx, customerId)),
  ]);
  const text = typeof query['q'] === 'string' ? query['q'].replaceAll('\0', ' ').slice(0, 200) : '';
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <div>
        <h2 className="font-semibold text-lg">{t('title', { name: customer.name })}</h2>
        <p className="mt-1 text-ink-muted">{t('description')}</p>
      </div>
      {intoId === 0 ? (
        <Find ctx={ctx} customerId={customerId} text={text} />
      ) : (
        <MergePreview
          preview={await foundPage(previewMerge(ctx, { fromId: customerId, intoId }))}
        />
      )}
    </div>
  );
}

type FindProps = {
  ctx: StaffCtx;
  customerId: number;
  text: string;
};

async function Find({ ctx, customerId, text }: FindProps) {
  const [t, admin, { customers }] = await Promise.all([
    getTranslations('admin-customers.merge'),
    getTranslations('admin-customers'),
    findQuickHits(ctx, text),
  ]);
  const hits = customers.filter((hit) => hit.customerId !== customerId);
  return (
    <Card title={t('find')}>
      {/* The search is in the address, so it works without scripts and can be sent to a colleague. */}
      <form className="flex flex-wrap gap-2" aria-label={t('find')}>
        <input
          name="q"
          type="search"
          defaultValue={text}
          aria-label={t('search')}
          placeholder={t('search')}
          maxLength={200}
          className="control min-w-0 flex-1 basis-52"
        />
        <Button type="submit">{t('submitSearch')}</Button>
      </form>
      {text.trim() !== '' && hits.length === 0 && (
        <p className="mt-4 text-ink-muted">{t('noHits')}</p>
      )}
      {hits.length > 0 && (
        <ul className="mt-4 divide-y divide-line">
          {hits.map((hit) => (
            <li key={hit.customerId} className="flex flex-wrap items-center gap-3 py-3 last:pb-0">
              <div className="min-w-0 flex-1 basis-48">
                <p className="font-medium [overflow-wrap:anywhere]">{hit.name}</p>
                <p className="text-ink-muted text-xs [overflow-wrap:anywhere]">
                  {[`#${hit.customerId}`, admin(`status.${hit.status}`), hit.email, hit.phone]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </p>
              </div>
              <LinkButton
                href={`/admin/customers/${customerId}/merge?into=${hit.customerId}`}
                size="sm"
              >
                {t('choose')}
              </LinkButton>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
