import { getTranslations } from 'next-intl/server';
import { ActionButton } from '@/app/_forms/action-button';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { DateTime } from '@/app/_ui/values';
import type { OpenService, RouterDetail } from '@/lib/screens/admin/router';
import { nothingOpen } from '../_view/in-order';
import { adopt, pushAgain } from './actions';

type OpenServicesProps = {
  router: RouterDetail;
  now: Date;
  canAdopt: boolean;
  canPush: boolean;
};

/** Services the router has not confirmed: the reason, the next retry, and what staff can do. */
export async function OpenServices(props: OpenServicesProps) {
  const { router } = props;
  const [t, f] = await Promise.all([getTranslations('admin-routers.open'), getOperatorFormats()]);
  const { lookedAt } = router;
  return (
    <Card
      title={t('title')}
      description={
        router.open.length > 0 ? t(router.status === 'off' ? 'textOff' : 'text') : undefined
      }
      flush={router.open.length > 0}
    >
      {router.open.length === 0 ? (
        <p className="text-ink-muted">
          {t(nothingOpen(router))} {lookedAt !== null && t('seen', { time: f.dateTime(lookedAt) })}
        </p>
      ) : (
        <SimpleTable
          label={t('title')}
          columns={await openColumns(props)}
          rows={router.open}
          rowId={(row) => String(row.serviceId)}
        />
      )}
    </Card>
  );
}

async function openColumns({
  router,
  now,
  canAdopt,
  canPush,
}: OpenServicesProps): Promise<Column<OpenService>[]> {
  const [t, words, f] = await Promise.all([
    getTranslations('admin-routers.open'),
    getTranslations('routers'),
    getOperatorFormats(),
  ]);
  const { routerId } = router;
  return [
    {
      id: 'service',
      header: t('service'),
      role: 'title',
      cell: (row) => (
        <>
          <AppLink href={`/admin/services/${row.serviceId}`} className="rounded-sm hover:underline">
            {row.login ?? t('number', { id: String(row.serviceId) })}
          </AppLink>
          <span className="block font-normal text-ink-muted text-xs">
            <AppLink
              href={`/admin/customers/${row.customerId}`}
              className="rounded-sm hover:underline"
            >
              {row.customerName}
            </AppLink>
          </span>
        </>
      ),
    },
    {
      id: 'reason',
      header: t('reason'),
      cell: (row) =>
        row.failure === null ? (
          <span className="text-ink-muted">{t('underWay')}</span>
        ) : (
          <>
            <span className="text-danger-ink">{words(`failure.${row.failure}`)}</span>
            {row.failureDetail && (
              <span className="block font-mono text-ink-muted text-xs [overflow-wrap:anywhere]">
                {words.has(`missing.${row.failureDetail}`)
                  ? words(`missing.${row.failureDetail}`)
                  : row.failureDetail}
              </span>
            )}
          </>
        ),
    },
    {
      id: 'attempts',
      header: t('attempts'),
      align: 'end',
      cell: (row) => f.count(row.attempts),
    },
    {
      id: 'next',
      header: t('next'),
      cell: (row) =>
        row.nextAttemptAt === null || row.nextAttemptAt <= now ? (
          <span className="text-ink-muted">{t('soon')}</span>
        ) : (
          <DateTime f={f} value={row.nextAttemptAt} show="relative" now={now} />
        ),
    },
    {
      id: 'actions',
      header: t('actions'),
      cell: (row) => (
        <span className="flex flex-wrap gap-2 max-md:justify-end">
          {canAdopt && row.failure === 'conflict' && (
            <Adopt routerId={routerId} serviceId={row.serviceId} />
          )}
          {canPush && (
            <ActionButton
              action={pushAgain}
              values={{ routerId, serviceId: row.serviceId }}
              size="sm"
            >
              {t('again')}
            </ActionButton>
          )}
        </span>
      ),
    },
  ];
}

async function Adopt({ routerId, serviceId }: { routerId: number; serviceId: number }) {
  const t = await getTranslations('admin-routers.adopt');
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('open')}</Button>}
      title={t('title')}
      confirmLabel={t('confirm')}
      action={adopt}
      tone="accent"
      fields={
        <>
          <input type="hidden" name="routerId" value={routerId} />
          <input type="hidden" name="serviceId" value={serviceId} />
        </>
      }
    >
      {t('text')}
    </ConfirmDialog>
  );
}
