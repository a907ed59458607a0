import { and, eq } from 'drizzle-orm';
import { catalogFiles } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { actorUserId, type Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import type { ItemFileKind } from '@/lib/kit/words';
import { prepareFile } from './prepare-file';
import { lockItem } from './store';

/** Stores an item's image or datasheet, replacing the earlier one, and returns the new file's id. */
export async function saveItemFile(
  ctx: Ctx,
  { itemId, kind, bytes }: { itemId: number; kind: ItemFileKind; bytes: Buffer },
): Promise<{ fileId: string }> {
  requireStaff(ctx, 'catalog.write');
  // Decoding is slow, so it happens before a connection is taken.
  const file = await prepareFile(kind, bytes);
  const fileId = newId(ctx.now.getTime());
  return inTransaction(ctx, async (tctx) => {
    await lockItem(tctx, itemId);
    await tctx.tx
      .delete(catalogFiles)
      .where(and(eq(catalogFiles.itemId, itemId), eq(catalogFiles.kind, kind)));
    await tctx.tx.insert(catalogFiles).values({
      id: fileId,
      itemId,
      kind,
      ...file,
      createdAt: ctx.now,
      createdByUserId: actorUserId(ctx.actor),
    });
    await recordAudit(tctx, {
      action: 'item.file.save',
      subject: { kind: 'item', id: itemId },
      after: { kind, fileId, mediaType: file.mediaType, bytes: file.content.byteLength },
    });
    return { fileId };
  });
}
