import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { Money } from '@/app/_ui/values';

type Payment = {
  id: string;
  topUpId: string;
  customerName: string;
  /** Null for a payment that nobody asked for. */
  amountMinor: bigint | null;
  currency: string;
};

type PaymentListProps<Row> = {
  title: string;
  text: string;
  empty: { icon: ReactNode; title: string; text: string };
  amountHeader: string;
  rows: readonly Row[];
  /** Shown under the customer's name. */
  below?: (row: Row) => ReactNode;
  /** Columns after the customer and the amount. */
  columns: readonly Column<Row>[];
};

/** Payments for staff to review one by one: customer, amount, and the page's own columns. */
export async function PaymentList<Row extends Payment>({
  title,
  text,
  empty,
  amountHeader,
  rows,
  below,
  columns,
}: PaymentListProps<Row>) {
  const [t, f] = await Promise.all([getTranslations('admin-money'), getOperatorFormats()]);
  const shared: Column<Row>[] = [
    {
      id: 'customer',
      header: t('topUps.customer'),
      role: 'title',
      cell: (row) => (
        <>
          <AppLink
            href={`/admin/money/top-ups/${row.topUpId}`}
            className="rounded-sm hover:underline"
          >
            {row.customerName}
          </AppLink>
          {below?.(row)}
        </>
      ),
    },
    {
      id: 'amount',
      header: amountHeader,
      align: 'end',
      cell: ({ amountMinor: minor, currency }) =>
        minor === null ? '–' : <Money f={f} amount={{ minor, currency }} />,
    },
  ];
  return (
    <Card title={title} description={text} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <EmptyState icon={empty.icon} title={empty.title} headingLevel={3}>
          {empty.text}
        </EmptyState>
      ) : (
        <SimpleTable
          label={title}
          rows={rows}
          rowId={(row) => row.id}
          columns={[...shared, ...columns]}
        />
      )}
    </Card>
  );
}
