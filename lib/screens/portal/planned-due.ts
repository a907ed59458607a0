import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { OrderRequest } from '@/lib/orders/order-input';
import { isNextTerms } from '@/lib/services/rules/planned';
import type { PlannedDue } from '@/lib/timeline/rules/trace';
import { getPortalService } from './services';

/** Returns the date of the change an order planned, as the service's page lists it. */
export async function getPlannedDue(
  ctx: Ctx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<PlannedDue> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  if (request.kind !== 'plan_change') return { at: null, isCancellable: false };
  const service = await getPortalService(ctx, request.serviceId);
  const planned = service.planned.find(isNextTerms);
  if (planned?.kind !== 'next_plan') return { at: null, isCancellable: false };
  return { at: planned.at, isCancellable: planned.isBySubscriber };
}
