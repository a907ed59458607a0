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
  /** The rollout to existing services, if there is one. */
  rolloutId: string | null;
};

/**
 * Saves an item. Changed terms become its next version, used for new sales at once; existing services keep their
 * terms or get the new ones now or at their next period, according to `existing`. Idempotent.
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
