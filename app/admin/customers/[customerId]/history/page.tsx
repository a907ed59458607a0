import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { actorWords } from '@/app/admin/_shared/actor-words';
import { listCustomerAudit } from '@/lib/screens/admin/customer';
import { ChangeWords } from '../../_view/change-words';

type PageProps = {
  params: Promise<{ customerId: string }>;
  searchParams: Promise<{ before?: string }>;
};

/** The audit log of one customer. */
export default async function HistoryPage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('wallet.read');
  const customerId = idFromPath((await params).customerId);
  const before = /^\d{1,15}$/.exec((await searchParams).before ?? '')?.[0];
  const [t, f, who, page] = await Promise.all([
    getTranslations('admin-customers.history'),
    getOperatorFormats(),
    actorWords(),
    foundPage(
      listCustomerAudit(ctx, {
        customerId,
        before: before === undefined ? undefined : Number(before),
      }),
    ),
  ]);
  return (
    <Card
      title={t('title')}
      description={t('description')}
      {...(page.next === undefined
        ? {}
        : {
            footer: (
              <LinkButton
                href={`/admin/customers/${customerId}/history?before=${page.next}`}
                variant="ghost"
                size="sm"
              >
                {t('older')}
              </LinkButton>
            ),
          })}
    >
      {page.rows.length === 0 ? (
        <p className="text-ink-muted">{t('empty')}</p>
      ) : (
        <ol className="divide-y divide-line">
          {page.rows.map((row) => (
            <li
              key={row.auditId}
              className="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 md:grid-cols-[11rem_1fr]"
            >
              <p className="text-ink-muted text-xs tabular-nums leading-5">
                {f.dateTime(row.at)}
                <span className="block">{who(row)}</span>
              </p>
              <div className="min-w-0">
                <p className="font-medium">
                  {row.action}
                  <span className="ms-2 font-normal text-ink-muted text-xs">
                    {row.subjectKind} {row.subjectId}
                  </span>
                </p>
                {row.reason !== null && row.reason !== '' && (
                  <p className="text-ink-muted">“{row.reason}”</p>
                )}
                <ChangeWords before={row.before} after={row.after} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
