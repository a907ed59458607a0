import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { listRoutersToPoll } from './lookups/metering';

/**
 * Lists the routers to poll in this round. Each is polled by its own run, so that a slow or unreachable one does not
 * delay the others.
 * @throws DomainError `forbidden`
 */
export async function sweepUsage(ctx: Ctx): Promise<number[]> {
  requireStaffOrSystem(ctx, 'routers.write');
  return listRoutersToPoll(ctx);
}
