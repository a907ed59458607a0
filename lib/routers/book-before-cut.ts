import type { Ctx } from '@/lib/context';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import type { RouterCounters } from './read-counters';

/** Books the usage of sessions since the last poll, just before they are cut and their counters are lost. */
export async function bookBeforeCut(
  ctx: Ctx,
  routerId: number,
  { routerUptimeSeconds, readings }: RouterCounters,
): Promise<void> {
  await ingestUsage(ctx, {
    routerId,
    polledAt: ctx.now,
    isPartial: true,
    // An unreadable uptime must not look like a reboot, which would book the counters again.
    routerUptimeSeconds,
    readings,
  });
}
