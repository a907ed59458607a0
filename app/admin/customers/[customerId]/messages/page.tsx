import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { readMailCursor, writeMailCursor } from '@/app/admin/_shared/mail-cursor';
import { MailTable } from '@/app/admin/_shared/mail-table';
import { listNotifications } from '@/lib/screens/admin/mails';

type PageProps = {
  params: Promise<{ customerId: string }>;
  searchParams: Promise<{ after?: string | string[] }>;
};

/** Mails sent to the customer and to the people who sign in for them. */
export default async function MessagesPage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('notifications.read');
  const customerId = idFromPath((await params).customerId);
  const after = readMailCursor((await searchParams).after);
  const [t, { rows, next }] = await Promise.all([
    getTranslations('admin-mails'),
    foundPage(listNotifications(ctx, { customerId, after })),
  ]);
  return (
    <Card
      title={t('customerTitle')}
      description={t('customerText')}
      flush={rows.length > 0}
      {...(next === null
        ? {}
        : {
            footer: (
              <LinkButton
                href={`/admin/customers/${customerId}/messages?after=${writeMailCursor(next)}`}
                variant="ghost"
                size="sm"
              >
                {t('older')}
              </LinkButton>
            ),
          })}
    >
      {rows.length === 0 ? (
        <p className="text-ink-muted">{t('none')}</p>
      ) : (
        <MailTable ctx={ctx} rows={rows} hasRecipients={false} />
      )}
    </Card>
  );
}
