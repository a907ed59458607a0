import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { counterKinds } from '@/lib/kit/words';
import { getSettings } from '@/lib/settings/get-settings';
import { type CountedPoll, countReadings } from './count-readings';
import { drawUsage } from './draw-usage';
import { saveHeldReadings } from './held-store';
import { isAlreadyBooked } from './rules/poll-time';
import { slotOf } from './rules/slots';
import { bookUsage, closeGap, insertGap, lockPoller, saveCounters, savePoller } from './store';
import { type NewUsagePoll, UsagePoll } from './usage-poll';

export type IngestOutcome =
  /** A poll at this time or later was already booked; the counters are cumulative, so nothing is lost. */
  | { kind: 'already-booked' }
  | {
      kind: 'booked';
      readings: number;
      /** Readings whose login belongs to no live service. */
      unknown: number;
      /** Doubtful readings: not booked, but held for staff to decide. */
      held: number;
      downBytes: bigint;
      upBytes: bigint;
      /** Services whose data ran out in this poll. */
      usedUp: number[];
    };

/** A longer interval between two polls is shown as a gap: three times the normal one. */
const LATE_AFTER_MS = 15 * 60_000;

/**
 * Books one read of a router's counters in one transaction: samples, hours, days, months, periods, the use of
 * allocations and the effects of running out. Each poll is booked once, even if several jobs deliver it. The number
 * of statements does not depend on the number of sessions.
 * @throws DomainError `forbidden`
 */
export async function ingestUsage(ctx: Ctx, input: NewUsagePoll): Promise<IngestOutcome> {
  requireStaffOrSystem(ctx, 'routers.write');
  const poll = UsagePoll.parse(input);
  return inTransaction(ctx, async (ctx) => {
    const last = await lockPoller(ctx, poll.routerId);
    const { polledAt, routerUptimeSeconds } = poll;
    const { lastPolledAt, lastKinds, routerUptimeSeconds: lastRouterUptimeSeconds } = last;
    const before = { lastPolledAt, lastKinds, lastRouterUptimeSeconds };
    const facts = { polledAt, routerUptimeSeconds, ...before };
    if (isAlreadyBooked(facts)) return { kind: 'already-booked' };
    const counted = await countReadings(ctx, poll, facts);
    const usedUp = await book(ctx, poll, counted);
    if (!poll.isPartial) await closePoll(ctx, poll, { lastPolledAt, unknown: counted.unknown });
    return {
      kind: 'booked',
      readings: poll.readings.length,
      unknown: counted.unknown,
      held: counted.held.length,
      downBytes: counted.usage.reduce((sum, row) => sum + row.downBytes, 0n),
      upBytes: counted.usage.reduce((sum, row) => sum + row.upBytes, 0n),
      usedUp,
    };
  });
}

async function book(ctx: TxCtx, poll: UsagePoll, counted: CountedPoll): Promise<number[]> {
  await saveCounters(ctx, poll, counted.counters);
  await saveHeldReadings(ctx, poll, counted.held);
  if (counted.usage.length === 0) return [];
  const { timeZone } = await getSettings(ctx);
  const slot = slotOf(poll.polledAt, timeZone);
  await bookUsage(ctx, { routerId: poll.routerId, polledAt: poll.polledAt, slot }, counted.usage);
  return drawUsage(ctx, poll.polledAt, counted.usage);
}

/** Only for a complete poll: ends a gap and stores where the next poll continues. */
async function closePoll(
  ctx: TxCtx,
  poll: UsagePoll,
  state: { lastPolledAt: Date | null; unknown: number },
): Promise<void> {
  const { routerId, polledAt, routerUptimeSeconds } = poll;
  const { lastPolledAt } = state;
  const closed = await closeGap(ctx, routerId, polledAt);
  const isLate =
    lastPolledAt !== null && polledAt.getTime() - lastPolledAt.getTime() > LATE_AFTER_MS;
  if (isLate && !closed) {
    await insertGap(ctx, { routerId, startsAt: lastPolledAt, endsAt: polledAt, reason: 'late' });
  }
  await savePoller(ctx, routerId, {
    lastPolledAt: polledAt,
    routerUptimeSeconds: routerUptimeSeconds === null ? null : Math.floor(routerUptimeSeconds),
    readingCount: poll.readings.length,
    unknownCount: state.unknown,
    lastKinds: counterKinds,
  });
}
