import { eq } from 'drizzle-orm';
import { usageHeldReadings } from '@/db/schema/usage';
import { actorLabel, type TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { HeldState } from '@/lib/kit/words';
import type { Doubt } from './rules/count-delta';

export type HeldReading = Doubt & { serviceId: number; login: string; sessionKey: string };

export async function saveHeldReadings(
  ctx: TxCtx,
  poll: { routerId: number; polledAt: Date },
  rows: readonly HeldReading[],
): Promise<void> {
  // A statement has a limit of parameters; held readings are few, unless a clock was wrong.
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    await ctx.tx.insert(usageHeldReadings).values(
      rows.slice(from, from + ROWS_PER_STATEMENT).map(({ bound, ...row }) => ({
        ...row,
        routerId: poll.routerId,
        polledAt: poll.polledAt,
        boundDownBytes: bound?.downBytes ?? null,
        boundUpBytes: bound?.upBytes ?? null,
      })),
    );
  }
}

const ROWS_PER_STATEMENT = 1_000;

/**
 * Locks a held reading and returns it.
 * @throws DomainError `not-found`
 */
export async function lockHeldReading(ctx: TxCtx, heldId: number) {
  const [row] = await ctx.tx
    .select({
      routerId: usageHeldReadings.routerId,
      serviceId: usageHeldReadings.serviceId,
      polledAt: usageHeldReadings.polledAt,
      downBytes: usageHeldReadings.downBytes,
      upBytes: usageHeldReadings.upBytes,
      reason: usageHeldReadings.reason,
      state: usageHeldReadings.state,
    })
    .from(usageHeldReadings)
    .where(eq(usageHeldReadings.id, heldId))
    .for('no key update');
  return found(row);
}

export async function closeHeldReading(
  ctx: TxCtx,
  heldId: number,
  decision: { state: Exclude<HeldState, 'open'>; reason: string },
): Promise<void> {
  await ctx.tx
    .update(usageHeldReadings)
    .set({
      state: decision.state,
      decidedAt: ctx.now,
      decidedBy: actorLabel(ctx.actor),
      decisionReason: decision.reason,
    })
    .where(eq(usageHeldReadings.id, heldId));
}
