import { z } from 'zod';

const id = z.number().int().positive();

/** What a subscriber can order. */
export const OrderRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new_service'), itemId: id }),
  z.object({ kind: z.literal('pack'), serviceId: id, packId: id }),
  z.object({
    kind: z.literal('plan_change'),
    serviceId: id,
    itemId: id,
    moment: z.enum(['now', 'period_end']),
  }),
]);
export type OrderRequest = z.infer<typeof OrderRequest>;

/** A change of plan at the end of the paid period: the order only plans it. */
export function isForLater(
  request: OrderRequest,
): request is Extract<OrderRequest, { kind: 'plan_change' }> {
  return request.kind === 'plan_change' && request.moment === 'period_end';
}
