import type { Ctx } from '@/lib/context';
import { log } from '@/lib/kit/log';
import type { RouterFailure } from '@/lib/kit/words';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import { recordPollGap } from '@/lib/usage/record-poll-gap';
import { readRouterCounters } from './read-router-counters';

/** Plain numbers because job results are stored as JSON. */
export type PollOutcome =
  | { kind: 'polled'; readings: number; unknown: number; held: number; usedUp: number }
  | { kind: 'already-booked' }
  | { kind: 'off' }
  | { kind: 'unavailable'; failure: RouterFailure };

/**
 * Reads a router's counters, then books them in one transaction. An unreachable router returns an outcome and leaves a
 * gap, not an error: the next poll retries.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function pollRouter(ctx: Ctx, input: { routerId: number }): Promise<PollOutcome> {
  const { routerId } = input;
  const result = await readRouterCounters(ctx, routerId);
  if (result.kind === 'off') return { kind: 'off' };
  if (result.kind === 'unavailable') {
    await recordPollGap(ctx, { routerId });
    return { kind: 'unavailable', failure: result.failure };
  }
  const { readings, routerUptimeSeconds } = result.counters;
  const booked = await ingestUsage(ctx, {
    routerId,
    polledAt: ctx.now,
    routerUptimeSeconds,
    readings: readings.map((reading) => ({ ...reading })),
  });
  if (booked.kind === 'already-booked') return { kind: 'already-booked' };
  if (booked.held > 0) log.warn({ routerId, held: booked.held }, 'usage held for a decision');
  return {
    kind: 'polled',
    readings: booked.readings,
    unknown: booked.unknown,
    held: booked.held,
    usedUp: booked.usedUp.length,
  };
}
