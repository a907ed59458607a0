import { inTransaction } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type CreateRouter, createRouter } from '../create-router';
import { keepOut, saveProgress } from './setup-store';

/**
 * Adds a router and starts its guided setup. Until `finishSetup` it is out of service: it can be tested and read, but
 * no job writes to it.
 * @throws DomainError `forbidden` | `conflict`
 */
export async function beginSetup(ctx: Ctx, input: CreateRouter): Promise<{ routerId: number }> {
  requireStaff(ctx, 'routers.write');
  return inTransaction(ctx, async (tctx) => {
    const { routerId } = await createRouter(tctx, input);
    await keepOut(tctx, routerId);
    await saveProgress(tctx, routerId, { finishedAt: null });
    return { routerId };
  });
}
