import { eq } from 'drizzle-orm';
import { catalogItems, packs } from '@/db/schema/catalog';
import { orders } from '@/db/schema/orders';
import { allocations } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { OrderRequest } from '@/lib/orders/order-input';
import { getPortalService, type PortalService } from '@/lib/screens/portal/services';
import { getOrder } from '@/lib/screens/shared/orders';
import { getWallet } from '@/lib/screens/shared/wallet';
import { isStandingStill } from '@/lib/services/rules';
import { isNextTerms, type PlannedTermsView } from '@/lib/services/rules/planned';
import type {
  LaterPayment,
  NewServiceStart,
  OrderFacts,
  OrderFailedFacts,
  PlanChangedFacts,
} from '../mail/money-mails';

export type OrderMail =
  | { template: 'order_executed'; facts: OrderFacts }
  | { template: 'plan_changed'; facts: PlanChangedFacts };

export async function findOrderFacts(ctx: Ctx, orderId: string): Promise<OrderMail | null> {
  const [order] = await readDb(ctx).select().from(orders).where(eq(orders.id, orderId));
  if (order?.state !== 'executed' || order.settledAt === null) return null;
  const { balanceMinor } = await getWallet(ctx, order.customerId);
  const { serviceId, totalMinor, settledAt: at } = order;
  if (serviceId === null) return null;
  const common = { serviceId, totalMinor, balanceMinor };
  const service = await getPortalService(ctx, serviceId);
  const request = order.payload as OrderRequest;
  switch (request.kind) {
    case 'new_service': {
      if (service.state.isArchived) return null;
      const facts = {
        ...{ ...common, at, kind: request.kind, service: service.itemName },
        start: startOf(service),
      };
      return { template: 'order_executed', facts };
    }
    case 'pack': {
      const pack = await findPackBought(ctx, orderId);
      if (pack === null) return null;
      const until = isStandingStill(service.state) ? null : pack.until;
      const facts = {
        ...{ ...common, ...pack, until, at, kind: request.kind, service: service.itemName },
      };
      return { template: 'order_executed', facts };
    }
    case 'plan_change': {
      const change = await planFacts(ctx, { order, request, service });
      if (change === null) return null;
      const plan = await nameOfItem(ctx, request.itemId);
      return { template: 'plan_changed', facts: { ...common, plan, ...change } };
    }
  }
}

type ChangeFacts = Pick<
  PlanChangedFacts,
  'isWaiting' | 'later' | 'renewal' | 'follows' | 'totalMinor'
>;

/** Null once the change no longer holds: it was cancelled or replaced, or the service left the plan or was closed. */
async function planFacts(
  ctx: Ctx,
  input: {
    order: { id: string; customerId: number; totalMinor: bigint };
    request: Extract<OrderRequest, { kind: 'plan_change' }>;
    service: PortalService;
  },
): Promise<ChangeFacts | null> {
  const { order, request, service } = input;
  const { renewal, state, planned, itemId } = service;
  if (state.isArchived) return null;
  const isWaiting = isStandingStill(state);
  // A period in its grace stops instead, unless it is paid.
  const renews = renewal.kind === 'renews' && !renewal.isInGrace ? renewal : null;
  const kept = planned.filter(isNextTerms).find(({ kind }) => kind === 'next_plan');
  const { fate } = await getOrder(ctx, { customerId: order.customerId, orderId: order.id });
  if (fate?.kind === 'planned')
    return kept === undefined
      ? null
      : {
          ...{ isWaiting, renewal: null, follows: null, totalMinor: null },
          later: paymentThen(renews, kept),
        };
  if ((fate !== null && fate.kind !== 'happened') || itemId !== request.itemId) return null;
  const follows = kept ? { plan: kept.toName, at: kept.at } : null;
  // What a renewal charged is in its own entry of the wallet.
  const totalMinor = fate === null ? order.totalMinor : null;
  return { isWaiting, later: null, renewal: renews, follows, totalMinor };
}

/** A plan that was bought and is not served: without its first charge, it pays when it is connected. */
function startOf({ state, status, isRouterAway, onRouter }: PortalService): NewServiceStart {
  if (!isStandingStill(state)) {
    if (status !== 'active') return 'off';
    return isRouterAway && onRouter.kind !== 'confirmed' ? 'router_away' : 'now';
  }
  return state.holds.includes('unpaid') ? 'on_connection' : 'paid_waiting';
}

/** The first payment of the planned plan. Another payment may come before it, and what that lacks is not this one's. */
function paymentThen(
  renews: Extract<PortalService['renewal'], { kind: 'renews' }> | null,
  { at, waits, blocked, priceMinor, feeMinor }: PlannedTermsView,
): LaterPayment {
  if (blocked !== null) return { kind: 'blocked', blocked };
  if (at === null) return { kind: 'undated', waits: waits ?? 'none_due' };
  const isNext = renews?.at.getTime() === at.getTime();
  const shortMinor = isNext && renews.source.kind === 'short' ? renews.source.shortMinor : null;
  return { kind: 'dated', at, priceMinor: priceMinor + feeMinor, shortMinor };
}

export async function findOrderFailedFacts(
  ctx: Ctx,
  orderId: string,
): Promise<OrderFailedFacts | null> {
  const [order] = await readDb(ctx).select().from(orders).where(eq(orders.id, orderId));
  if (order?.state !== 'failed') return null;
  const { balanceMinor } = await getWallet(ctx, order.customerId);
  const request = order.payload as OrderRequest;
  const what =
    request.kind === 'pack'
      ? await nameOfPack(ctx, request.packId)
      : await nameOfItem(ctx, request.itemId);
  return {
    orderId,
    what,
    why: whyOf(order.failure),
    offersPath: offersPathOf(request),
    balanceMinor,
  };
}

function whyOf(failure: string | null): OrderFailedFacts['why'] {
  if (failure === 'quote_changed') return 'changed';
  return failure === 'offer_gone' ? 'gone' : 'impossible';
}

function offersPathOf(request: OrderRequest): string {
  if (request.kind === 'new_service') return '/plans';
  const { serviceId } = request;
  return request.kind === 'pack' ? `/services/${serviceId}` : `/plans?service=${serviceId}`;
}

async function nameOfPack(ctx: Ctx, packId: number): Promise<string> {
  const [row] = await readDb(ctx)
    .select({ name: packs.name })
    .from(packs)
    .where(eq(packs.id, packId));
  return found(row).name;
}

async function findPackBought(
  ctx: Ctx,
  orderId: string,
): Promise<{ pack: string; dataBytes: bigint; until: Date } | null> {
  const [row] = await readDb(ctx)
    .select({
      pack: packs.name,
      dataBytes: allocations.grantedBytes,
      until: allocations.expiresAt,
    })
    .from(allocations)
    .innerJoin(packs, eq(packs.id, allocations.packId))
    .where(eq(allocations.orderId, orderId));
  return row ?? null;
}

async function nameOfItem(ctx: Ctx, itemId: number): Promise<string> {
  const [row] = await readDb(ctx)
    .select({ name: catalogItems.name })
    .from(catalogItems)
    .where(eq(catalogItems.id, itemId));
  return found(row).name;
}
