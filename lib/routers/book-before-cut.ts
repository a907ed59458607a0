import type { Ctx } from '@/lib/context';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import type { RouterCounters } from './read-counters';

/** Books what sessions used since the last poll, just before they are cut and their counters go. */
export async function bookBeforeCut(
  ctx: Ctx,
  routerId: number,
  { routerUptimeSeconds, readings }: RouterCounters,
): Promise<void> {
  await ingestUsage(ctx, {
    routerId,
    polledAt: ctx.now,
    isPartial: true,
    // An uptime that could not be read must not pass for a reboot, which would book counters anew.
    routerUptimeSeconds,
    readings,
  });
}
