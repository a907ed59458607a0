import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { catalogFiles } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { itemFileKinds } from '@/lib/kit/words';
import { lockItem } from './store';

export const RemoveItemFile = z.object({
  itemId: z.number().int().positive(),
  kind: z.enum(itemFileKinds),
});

/** Removes an item's image or datasheet; a no-op if there is none. */
export async function removeItemFile(
  ctx: Ctx,
  input: z.infer<typeof RemoveItemFile>,
): Promise<void> {
  requireStaff(ctx, 'catalog.write');
  const { itemId, kind } = RemoveItemFile.parse(input);
  await inTransaction(ctx, async (tctx) => {
    await lockItem(tctx, itemId);
    const gone = await tctx.tx
      .delete(catalogFiles)
      .where(and(eq(catalogFiles.itemId, itemId), eq(catalogFiles.kind, kind)))
      .returning({ id: catalogFiles.id });
    if (gone.length === 0) return;
    await recordAudit(tctx, {
      action: 'item.file.remove',
      subject: { kind: 'item', id: itemId },
      before: { kind, fileId: gone[0]?.id },
    });
  });
}
