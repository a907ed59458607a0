import { z } from 'zod';
import type { Actor } from '@/lib/context';

const id = z.number().int().positive();

/** The orders a subscriber can place. */
export const OrderRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new_service'), itemId: id }),
  z.object({ kind: z.literal('pack'), serviceId: id, packId: id }),
  z.object({
    kind: z.literal('plan_change'),
    serviceId: id,
    itemId: id,
    moment: z.enum(['now', 'period_end']),
    /** Of a change that staff planned for a day: another plan confirmed for the period's end still follows. */
    keepsPlanned: z.literal(true).optional(),
    /** The day for which staff planned this change. */
    plannedFor: z.iso.date().optional(),
  }),
]);
export type OrderRequest = z.infer<typeof OrderRequest>;

/** Returns the request as its actor may place it: a subscriber's change always replaces the plan confirmed before. */
export function requestOf(actor: Actor, input: OrderRequest): OrderRequest {
  const request = OrderRequest.parse(input);
  if (request.kind !== 'plan_change' || actor.kind !== 'subscriber') return request;
  const { keepsPlanned: _keeps, plannedFor: _day, ...own } = request;
  return own;
}

/**
 * Returns whether the order changes the plan at the end of the paid period, so that executing it only
 * schedules the change.
 */
export function isForLater(
  request: OrderRequest,
): request is Extract<OrderRequest, { kind: 'plan_change' }> {
  return request.kind === 'plan_change' && request.moment === 'period_end';
}
