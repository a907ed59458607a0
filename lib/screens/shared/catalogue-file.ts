import { and, eq, sql } from 'drizzle-orm';
import { catalogFiles, catalogItems } from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { isSoldTo } from '@/lib/catalog/lookups';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import type { ItemFileKind } from '@/lib/kit/words';

export type FileContent = {
  itemName: string;
  kind: ItemFileKind;
  mediaType: string;
  content: Buffer;
};

/**
 * Returns a file of an item to staff, and to a subscriber who has the item or may buy it.
 * @throws DomainError `not-found` for any other caller or file
 */
export async function getItemFile(ctx: Ctx, fileId: string): Promise<FileContent> {
  const { actor } = ctx;
  if (actor.kind !== 'subscriber') requireStaff(ctx, 'catalog.read');
  const mayRead =
    actor.kind === 'subscriber'
      ? sql`(${isSoldTo(actor.customerId)} or exists (
          select 1 from services s where s.customer_id = ${actor.customerId} and s.item_id = ${catalogItems.id}))`
      : undefined;
  const [row] = isUuid(fileId)
    ? await readDb(ctx)
        .select({
          itemName: catalogItems.name,
          kind: catalogFiles.kind,
          mediaType: catalogFiles.mediaType,
          content: catalogFiles.content,
        })
        .from(catalogFiles)
        .innerJoin(catalogItems, eq(catalogItems.id, catalogFiles.itemId))
        .where(and(eq(catalogFiles.id, fileId), mayRead))
    : [];
  return found(row);
}
