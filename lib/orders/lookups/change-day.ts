import type { Ctx } from '@/lib/context';
import { listNextCharges } from './next-charges';

/**
 * Returns when a change of plan planned for a day ends the running period, and its data with it; null without one. The
 * caller has checked access to the service.
 */
export async function findChangeDay(ctx: Ctx, serviceId: number): Promise<Date | null> {
  const charge = (await listNextCharges(ctx, [serviceId])).get(serviceId);
  return charge?.earlier?.at ?? null;
}
