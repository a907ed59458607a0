import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { CreateItem } from './item-input';
import { requireItemTargets } from './require-item-targets';
import { termsForKind } from './rules';
import { insertItem, insertVersion, replaceAudience, writePacks } from './store';

/** Adds an item to the catalogue with its first terms, packs and audience. */
export async function createItem(
  ctx: Ctx,
  input: CreateItem,
): Promise<{ itemId: number; versionId: number }> {
  requireStaffOrSystem(ctx, 'catalog.write');
  const item = CreateItem.parse(input);
  return inTransaction(ctx, async (tctx) => {
    await requireItemTargets(tctx, item);
    const itemId = await insertItem(tctx, item);
    const versionId = await insertVersion(tctx, itemId, termsForKind(item.kind, item.terms));
    await replaceAudience(tctx, itemId, item);
    await writePacks(tctx, itemId, item.packs);
    await recordAudit(tctx, {
      action: 'item.create',
      subject: { kind: 'item', id: itemId },
      after: item,
    });
    return { itemId, versionId };
  });
}
