import { inTransaction } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { ChangeItem } from '@/lib/catalog/item-input';
import { saveItem } from '@/lib/catalog/save-item';
import type { Ctx } from '@/lib/context';
import { uuidOf } from '@/lib/kit/ids';
import { beginRollout } from './begin-rollout';

export type ChangedItem = {
  versionId: number;
  isNewVersion: boolean;
  /** The work on existing services, when they shall take the new terms. */
  rolloutId: string | null;
};

/**
 * Saves an item. New terms become its next version, for new sales at once; existing services keep theirs,
 * or take the new ones now or at their next period, as `existing` says. The same input again changes nothing.
 */
export async function changeItem(ctx: Ctx, input: ChangeItem): Promise<ChangedItem> {
  requireStaff(ctx, 'catalog.write');
  const change = ChangeItem.parse(input);
  if (change.existing !== 'keep') requireStaff(ctx, 'services.write');
  const { itemId, existing } = change;
  return inTransaction(ctx, async (tctx) => {
    const { versionId, isNewVersion } = await saveItem(tctx, change);
    if (existing === 'keep') return { versionId, isNewVersion, rolloutId: null };
    const rolloutId = uuidOf(`item-change:${versionId}:${existing}`);
    await beginRollout(tctx, {
      rolloutId,
      kind: 'version',
      itemId,
      targetVersionId: versionId,
      moment: existing,
    });
    return { versionId, isNewVersion, rolloutId };
  });
}
