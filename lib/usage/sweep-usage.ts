import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { listRoutersToPoll } from './metering/queries';

/**
 * The routers to poll in this round. Each is then polled by a run of its own, so that a slow or dead
 * one delays no other.
 * @throws DomainError `forbidden`
 */
export async function sweepUsage(ctx: Ctx): Promise<number[]> {
  requireStaffOrSystem(ctx, 'routers.write');
  return listRoutersToPoll(ctx);
}
