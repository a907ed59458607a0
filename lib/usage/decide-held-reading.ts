import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { getSettings } from '@/lib/settings/get-settings';
import { drawUsage } from './draw-usage';
import { closeHeldReading, lockHeldReading } from './held-store';
import { listServicesById } from './lookups/metering';
import { slotOf } from './rules/slots';
import { bookUsage } from './store';

export const DecideHeldReading = z.object({
  heldId: z.coerce.number().int().positive(),
  /** `book` the bytes as used, or `discard` them as not used by the customer. */
  decision: z.enum(['book', 'discard']),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
});
export type DecideHeldReading = z.infer<typeof DecideHeldReading>;

/**
 * Books or discards a held reading. A booked one counts towards the time it was read, and is drawn from the data in
 * force now, because data that has expired since may have rolled over. Repeating the same decision is a no-op.
 * @throws DomainError `not-found` | `forbidden` | `held_reading_decided`
 */
export async function decideHeldReading(ctx: Ctx, input: DecideHeldReading): Promise<void> {
  requireStaff(ctx, 'services.write');
  const { heldId, decision, reason } = DecideHeldReading.parse(input);
  const state = decision === 'book' ? 'booked' : 'discarded';
  await inTransaction(ctx, async (ctx) => {
    const held = await lockHeldReading(ctx, heldId);
    if (held.state === state) return;
    if (held.state !== 'open') refuse('conflict', 'held_reading_decided');
    await closeHeldReading(ctx, heldId, { state, reason });
    const customerId = decision === 'book' ? await book(ctx, held) : undefined;
    const { serviceId, downBytes, upBytes, polledAt } = held;
    await recordAudit(ctx, {
      action: `usage.${decision}`,
      subject: { kind: 'service', id: serviceId },
      ...(customerId === undefined ? {} : { customerId }),
      before: { heldId, polledAt, downBytes, upBytes, reason: held.reason },
      after: { state },
      reason,
    });
  });
}

async function book(
  ctx: TxCtx,
  held: Awaited<ReturnType<typeof lockHeldReading>>,
): Promise<number | undefined> {
  const { routerId, serviceId, polledAt, downBytes, upBytes } = held;
  const { timeZone } = await getSettings(ctx);
  const usage = { serviceId, downBytes, upBytes };
  await bookUsage(ctx, { routerId, polledAt, slot: slotOf(polledAt, timeZone) }, [usage]);
  const [service] = await listServicesById(ctx, [serviceId]);
  // An archived service has no data left to draw from; the bytes are still in its history.
  if (service === undefined) return undefined;
  await drawUsage(ctx, ctx.now, [{ ...service, ...usage }]);
  return service.customerId;
}
