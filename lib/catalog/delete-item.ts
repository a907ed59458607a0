import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { hasServices } from './lookups';
import { canDelete } from './rules';
import { lockItem, removeItem } from './store';

export const DeleteItem = z.object({ itemId: z.number().int().positive() });

/** Deletes a draft that no service uses. An item that was ever on sale can only be retired. */
export async function deleteItem(ctx: Ctx, input: z.infer<typeof DeleteItem>): Promise<void> {
  requireStaff(ctx, 'catalog.write');
  const { itemId } = DeleteItem.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const item = await lockItem(tctx, itemId);
    const isUsed = await hasServices(tctx, itemId);
    if (!canDelete({ status: item.status, hasServices: isUsed }))
      refuse('invalid-state', 'item_not_deletable');
    await removeItem(tctx, itemId);
    await recordAudit(tctx, {
      action: 'item.delete',
      subject: { kind: 'item', id: itemId },
      before: { name: item.name, kind: item.kind },
    });
  });
}
