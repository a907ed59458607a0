import { RefreshCw } from 'lucide-react';
import type { StaffCtx } from '@/app/_auth/session';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Pagination } from '@/app/_ui/pagination';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import { can } from '@/lib/authorise/rights';
import type { Formats } from '@/lib/kit/format';
import type { ServiceStatus } from '@/lib/kit/words';
import { type ItemServiceView, listItemServices } from '@/lib/screens/admin/catalogue-item';
import type { CatalogueWords } from '../../_view/item-words';

type ItemServicesProps = {
  ctx: StaffCtx;
  t: CatalogueWords;
  f: Formats;
  itemId: number;
  afterId: number;
  mayChange: boolean;
};

const serviceTone: Record<ServiceStatus, Tone> = {
  active: 'positive',
  pending: 'accent',
  stopped: 'warning',
  disabled: 'danger',
  archived: 'neutral',
};

/** Live services of the item, and the version each is on. */
export async function ItemServices({ ctx, t, f, itemId, afterId, mayChange }: ItemServicesProps) {
  const mayRead = can(ctx.actor.role, 'services.read');
  const { rows, nextAfterId } = mayRead
    ? await listItemServices(ctx, { itemId, afterId })
    : { rows: [], nextAfterId: null };
  const path = `/admin/catalogue/${itemId}`;
  if (rows.length === 0 && afterId === 0) return <Card>{t('item.noServices')}</Card>;
  return (
    <>
      <Card
        title={t('item.services')}
        flush
        actions={
          mayChange && (
            <LinkButton href={`${path}/roll-out`} size="sm" icon={<RefreshCw aria-hidden />}>
              {t('item.changeServices')}
            </LinkButton>
          )
        }
      >
        <SimpleTable<ItemServiceView>
          label={t('item.services')}
          rows={rows}
          rowId={(row) => row.serviceId.toString()}
          columns={[
            {
              id: 'customer',
              header: t('item.customer'),
              role: 'title',
              cell: (row) => (
                <AppLink href={`/admin/services/${row.serviceId}`} className="hover:underline">
                  {row.customerName}
                </AppLink>
              ),
            },
            { id: 'login', header: t('item.login'), cell: (row) => row.login ?? t('none') },
            {
              id: 'status',
              header: t('item.statusColumn'),
              cell: (row) => (
                <StatusBadge tone={serviceTone[row.status]}>
                  {t(`item.serviceStatuses.${row.status}`)}
                </StatusBadge>
              ),
            },
            {
              id: 'version',
              header: t('item.versionColumn'),
              align: 'end',
              cell: (row) => f.count(row.version),
            },
            {
              id: 'next',
              header: t('item.nextPeriod'),
              cell: (row) => t(row.hasNextTerms ? 'item.nextTerms' : 'item.sameTerms'),
            },
          ]}
        />
      </Card>
      <Pagination
        previousHref={afterId > 0 ? `${path}?view=services` : undefined}
        nextHref={nextAfterId === null ? undefined : `${path}?view=services&after=${nextAfterId}`}
      />
    </>
  );
}
