import { requireStaff } from '@/lib/authorise/authorise';
import { listPlanned } from '@/lib/calendar/lookups';
import type { Ctx } from '@/lib/context';
import type { Planned } from '@/lib/services/rules/planned';

/** Lists the planned changes of one service, for staff. */
export async function listPlannedOfService(ctx: Ctx, serviceId: number): Promise<Planned[]> {
  requireStaff(ctx, 'services.read');
  return (await listPlanned(ctx, [serviceId])).get(serviceId) ?? [];
}
