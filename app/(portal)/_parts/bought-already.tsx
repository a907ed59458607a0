import { requireSubscriberCtx } from '@/app/_auth/session';
import { AppLink } from '@/app/_ui/app-link';
import { Callout } from '@/app/_ui/callout';
import type { OrderRequest } from '@/lib/orders/order-input';
import { listOrders, type OrderView } from '@/lib/screens/shared/orders';
import { getWords } from './words';

const RECENT_MS = 3_600_000;

/** Tells a subscriber who returns to the sheet that they have just bought the same. */
export async function BoughtAlready({ request }: { request: OrderRequest }) {
  const [ctx, { t, f }] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const recent = await listOrders(ctx, { customerId: ctx.actor.customerId, limit: 10 });
  const same = recent.find(
    (order) =>
      order.state === 'executed' &&
      isInForce(order.fate) &&
      ctx.now.getTime() - order.createdAt.getTime() < RECENT_MS &&
      isSame(order.request, request),
  );
  if (same === undefined) return null;
  const said = same.fate?.kind === 'planned' ? 'plannedAlready' : 'already';
  return (
    <Callout tone="warning" title={t(`sheet.${said}`, { time: f.time(same.createdAt) })}>
      <AppLink href={`/orders/${same.orderId}`} className="underline underline-offset-2">
        {t('sheet.alreadyLink')}
      </AppLink>
    </Callout>
  );
}

/** A planned change that was cancelled can be ordered again. */
function isInForce(fate: OrderView['fate']): boolean {
  return fate === null || fate.kind === 'planned' || fate.kind === 'happened';
}

function isSame(left: OrderRequest, right: OrderRequest): boolean {
  const known = new Map<string, unknown>(Object.entries(left));
  return Object.entries(right).every(([name, value]) => known.get(name) === value);
}
