import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { catalogItems } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { itemStatuses } from '@/lib/kit/words';
import { canBecome } from './rules';
import { neverEnds } from './rules/plan-end';
import { lockItem } from './store';

export const ChangeItemStatus = z.object({
  itemId: z.number().int().positive(),
  status: z.enum(itemStatuses),
});
export type ChangeItemStatus = z.infer<typeof ChangeItemStatus>;

/** Puts an item on sale or takes it off sale. Existing services are not affected. */
export async function changeItemStatus(ctx: Ctx, input: ChangeItemStatus): Promise<void> {
  requireStaff(ctx, 'catalog.write');
  const { itemId, status } = ChangeItemStatus.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const item = await lockItem(tctx, itemId);
    if (item.status === status) return;
    if (!canBecome(item.status, status))
      refuse('invalid-state', 'item_status_not_possible', { from: item.status, to: status });
    const { kind, terms } = item;
    if (status === 'active' && neverEnds({ kind, intervalCount: terms.intervalCount }))
      refuse('invalid-state', 'plan_never_ends');
    await tctx.tx.update(catalogItems).set({ status }).where(eq(catalogItems.id, itemId));
    await recordAudit(tctx, {
      action: 'item.status',
      subject: { kind: 'item', id: itemId },
      before: { status: item.status },
      after: { status },
    });
  });
}
