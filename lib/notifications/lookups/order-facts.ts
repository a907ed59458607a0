import { eq } from 'drizzle-orm';
import { catalogItems, packs } from '@/db/schema/catalog';
import { orders } from '@/db/schema/orders';
import { allocations } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { OrderRequest } from '@/lib/orders/order-input';
import { getPortalService, type PortalService } from '@/lib/screens/portal/services';
import { getWallet } from '@/lib/screens/shared/wallet';
import { isStandingStill, type ServiceState } from '@/lib/services/rules';
import { isNextTerms, type PlannedTermsView } from '@/lib/services/rules/planned';
import type { OrderFacts, OrderFailedFacts, PlanChangedFacts } from '../mail/money-mails';

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
      const facts = {
        ...{ ...common, at, kind: request.kind, service: service.itemName },
        start: startOf(service.state),
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
      const plan = await nameOfItem(ctx, request.itemId);
      const facts = { ...common, plan, ...planFacts(service, request.moment) };
      return { template: 'plan_changed', facts };
    }
  }
}

function planFacts(
  service: PortalService,
  moment: 'now' | 'period_end',
): Pick<PlanChangedFacts, 'isWaiting' | 'later' | 'renewal' | 'follows'> {
  const { renewal, state, planned } = service;
  const isWaiting = isStandingStill(state);
  const renews = renewal.kind === 'renews' ? renewal : null;
  const kept = planned.filter(isNextTerms).find(({ kind }) => kind === 'next_plan');
  if (moment === 'period_end')
    return { isWaiting, later: paymentThen(renews, kept), renewal: null, follows: null };
  const follows = kept ? { plan: kept.toName, at: kept.at } : null;
  return { isWaiting, later: null, renewal: renews, follows };
}

/** A plan that was bought and is not served: without its first charge, it pays when it is connected. */
function startOf(state: ServiceState): 'now' | 'on_connection' | 'paid_waiting' {
  if (!isStandingStill(state)) return 'now';
  return state.holds.includes('unpaid') ? 'on_connection' : 'paid_waiting';
}

/** The next payment, which is the first one of the planned plan; undated if the plan waits for a router. */
function paymentThen(
  renews: Extract<PortalService['renewal'], { kind: 'renews' }> | null,
  kept: PlannedTermsView | undefined,
): NonNullable<PlanChangedFacts['later']> {
  if (renews === null || kept?.at === null) return { at: null, priceMinor: null, shortMinor: null };
  const { at, priceMinor, source } = renews;
  return { at, priceMinor, shortMinor: source.kind === 'short' ? source.shortMinor : null };
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
