import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { listRoutersToPoll } from './lookups/metering';

/**
 * The routers to poll in this round. Each is then polled by a run of its own, so that a slow or dead
 * one delays no other.
 * @throws DomainError `forbidden`
 */
export async function sweepUsage(ctx: Ctx): Promise<number[]> {
  requireStaffOrSystem(ctx, 'routers.write');
  return listRoutersToPoll(ctx);
}
