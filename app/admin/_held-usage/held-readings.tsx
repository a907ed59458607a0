import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Bytes } from '@/app/_ui/values';
import type { HeldReadingView } from '@/lib/screens/admin/held-usage';
import { Decision } from './decision';

/** Readings in doubt: amount, time, cause and possible decisions. */
export async function HeldReadings({
  ctx,
  rows,
  withCustomer,
}: {
  ctx: StaffCtx;
  rows: readonly HeldReadingView[];
  withCustomer: boolean;
}) {
  const t = await getTranslations('admin-customers.usage.held');
  const columns = await columnsFor(ctx);
  return (
    <SimpleTable
      label={t('title')}
      rows={rows}
      rowId={(row) => String(row.heldId)}
      columns={withCustomer ? columns : columns.filter(({ id }) => id !== 'customer')}
    />
  );
}

async function columnsFor(ctx: StaffCtx): Promise<Column<HeldReadingView>[]> {
  const [t, f] = await Promise.all([
    getTranslations('admin-customers.usage.held'),
    getOperatorFormats(),
  ]);
  return [
    {
      id: 'customer',
      header: t('customer'),
      role: 'title',
      cell: ({ customerId, customerName, serviceId, login }) => (
        <>
          <AppLink
            href={`/admin/customers/${customerId}/usage?service=${serviceId}`}
            className="rounded-sm hover:underline"
          >
            {customerName}
          </AppLink>
          {login !== null && <span className="block text-ink-muted text-xs">{login}</span>}
        </>
      ),
    },
    {
      id: 'bytes',
      header: t('bytes'),
      cell: ({ downBytes, upBytes }) => (
        <>
          <Bytes f={f} value={downBytes} /> / <Bytes f={f} value={upBytes} />
        </>
      ),
    },
    {
      id: 'when',
      header: t('when'),
      cell: ({ fromAt, polledAt }) => {
        const to = f.dateTime(polledAt);
        return fromAt === null
          ? t('unknownTo', { to })
          : t('fromTo', { from: f.dateTime(fromAt), to });
      },
    },
    { id: 'router', header: t('router'), cell: ({ routerName }) => routerName ?? '–' },
    {
      id: 'why',
      header: t('why'),
      cell: ({ reason, boundDownBytes: down, boundUpBytes: up }) => (
        <>
          {t(`reason.${reason}`)}
          {down !== null && up !== null && (
            <span className="block text-ink-muted text-xs">
              {t('bound', { down: f.bytes(down), up: f.bytes(up) })}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'decision',
      header: t('decision'),
      cell: ({ heldId }) => <Decision ctx={ctx} heldId={heldId} />,
    },
  ];
}
