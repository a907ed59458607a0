import type { SubscriberCtx } from '@/app/_auth/session';
import { refusalMessage } from '@/app/_operator/refusal-message';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import type { OrderStanding } from '@/lib/orders/rules/order-standing';
import type { OrderView } from '@/lib/screens/shared/orders';
import { ChangedOrder } from './changed-order';
import { GiveUpOrder } from './give-up-order';
import { offersPath, sheetPath } from './sheet-path';
import type { Words } from './words';

type StaleOrderProps = {
  ctx: SubscriberCtx;
  words: Words;
  order: OrderView;
  standing: Exclude<OrderStanding, { kind: 'holds' }>;
};

/** Explains a waiting order whose offer has changed, and which therefore accepts no payment any more. */
export async function StaleOrder({ ctx, words: { t }, order, standing }: StaleOrderProps) {
  const { request } = order;
  const isChanged = standing.kind === 'changed' && standing.was !== null;
  return (
    <Card>
      <Callout tone="warning" title={t(`orders.stale.${standing.kind}.title`)}>
        {standing.kind === 'impossible'
          ? t('orders.stale.impossible.text', { why: await refusalMessage(standing.error) })
          : t(`orders.stale.${standing.kind}.text`)}
      </Callout>
      {standing.kind === 'changed' && standing.was !== null && (
        <div className="mt-4">
          <ChangedOrder ctx={ctx} request={request} was={standing.was} />
        </div>
      )}
      <div className="mt-4 flex flex-col gap-2 sm:flex-row sm:items-start">
        {isChanged ? (
          <LinkButton href={sheetPath(request, standing.was ?? '')} variant="primary" size="lg">
            {t('orders.seeOffer')}
          </LinkButton>
        ) : (
          <LinkButton href={offersPath(request)} variant="primary" size="lg">
            {t('sheet.goneOthers')}
          </LinkButton>
        )}
        <GiveUpOrder orderId={order.orderId} label={t('orders.cancel')} size="lg" />
      </div>
    </Card>
  );
}
