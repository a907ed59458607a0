import { Coins } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { IdempotencyKey } from '@/app/_forms/idempotency-key';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { LineDetails } from '@/app/_operator/line-details';
import { getLineWords } from '@/app/_operator/line-words';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Button, LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { DateTime, Money } from '@/app/_ui/values';
import { can } from '@/lib/authorise/rights';
import { type EntryView, listEntries } from '@/lib/screens/shared/wallet';
import { AdjustDialog } from '../_parts/adjust-dialog';

const PAGE_ROWS = 50;

type PageProps = {
  params: Promise<{ customerId: string }>;
  searchParams: Promise<{ before?: string }>;
};

/** Every movement of the customer's money in the ledger. */
export default async function WalletPage({ params, searchParams }: PageProps) {
  const ctx = await requireStaffCtx('wallet.read');
  const customerId = idFromPath((await params).customerId);
  const before = /^\d{1,15}$/.exec((await searchParams).before ?? '')?.[0];
  const [t, { currency }, columns, entries] = await Promise.all([
    getTranslations('admin-customers'),
    getOperator(),
    entryColumns(),
    foundPage(
      listEntries(ctx, {
        customerId,
        before: before === undefined ? undefined : Number(before),
        limit: PAGE_ROWS + 1,
      }),
    ),
  ]);
  const rows = entries.slice(0, PAGE_ROWS);
  const older = entries.length > PAGE_ROWS ? rows.at(-1)?.transferId : undefined;
  return (
    <Card
      flush
      title={t('money.entries')}
      actions={
        can(ctx.actor.role, 'wallet.adjust') ? (
          <AdjustDialog customerId={customerId} currency={currency}>
            <IdempotencyKey />
          </AdjustDialog>
        ) : (
          <Button disabledReason={t('noRight')}>{t('money.adjust')}</Button>
        )
      }
      {...(older === undefined
        ? {}
        : {
            footer: (
              <LinkButton
                href={`/admin/customers/${customerId}/wallet?before=${older}`}
                variant="ghost"
                size="sm"
              >
                {t('money.older')}
              </LinkButton>
            ),
          })}
    >
      {rows.length === 0 ? (
        <EmptyState icon={<Coins aria-hidden />} title={t('money.noEntries')} headingLevel={3} />
      ) : (
        <SimpleTable
          label={t('money.entries')}
          columns={columns}
          rows={rows}
          rowId={(row) => String(row.transferId)}
        />
      )}
    </Card>
  );
}

async function entryColumns(): Promise<Column<EntryView>[]> {
  const [t, f, lineWords] = await Promise.all([
    getTranslations('admin-customers.money'),
    getOperatorFormats(),
    getLineWords(),
  ]);
  return [
    {
      id: 'what',
      header: t('what'),
      role: 'title',
      cell: (row) => (
        <>
          {t(`kind.${row.kind}`)}
          {row.text !== '' && (
            <span className="block font-normal text-ink-muted text-xs">{row.text}</span>
          )}
          <LineDetails lines={row.lines} words={lineWords} />
        </>
      ),
    },
    {
      id: 'when',
      header: t('when'),
      cell: (row) => <DateTime f={f} value={row.at} />,
    },
    {
      id: 'account',
      header: t('account'),
      cell: (row) => (
        <>
          {t(`accountName.${row.account}`)}
          {row.serviceId !== null && (
            <AppLink
              href={`/admin/services/${row.serviceId}`}
              className="ms-2 text-ink-muted text-xs hover:underline"
            >
              #s{row.serviceId}
            </AppLink>
          )}
        </>
      ),
    },
    {
      id: 'amount',
      header: t('amountColumn'),
      align: 'end',
      cell: (row) => <Money f={f} amount={row.amountMinor} signed />,
    },
    {
      id: 'after',
      header: t('after'),
      align: 'end',
      cell: (row) => <Money f={f} amount={row.balanceAfterMinor} className="text-ink-muted" />,
    },
  ];
}
