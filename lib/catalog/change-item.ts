import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { refuse } from '@/lib/kit/errors';
import { uuidOf } from '@/lib/kit/ids';
import { beginRollout } from '@/lib/rollouts/begin-rollout';
import { ChangeItem } from './item-input';
import { changedTerms, requireEnd, termsForKind } from './rules';
import { insertVersion, lockItem, replaceAudience, updateItem, writePacks } from './store';

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
    const item = await lockItem(tctx, itemId);
    const terms = termsForKind(item.kind, change.terms);
    requireEnd(item.kind, terms);
    const changed = changedTerms(item.terms, terms);
    const isNewVersion = changed.length > 0;
    if (isNewVersion && item.currentVersionId !== change.expectedVersionId)
      refuse('conflict', 'item_changed_meanwhile');
    await updateItem(tctx, change);
    await replaceAudience(tctx, itemId, change);
    await writePacks(tctx, itemId, change.packs);
    const versionId = isNewVersion
      ? await insertVersion(tctx, itemId, terms)
      : item.currentVersionId;
    await recordAudit(tctx, {
      action: 'item.change',
      subject: { kind: 'item', id: itemId },
      before: {
        name: item.name,
        ...Object.fromEntries(changed.map((key) => [key, item.terms[key]])),
      },
      after: { ...change, terms: Object.fromEntries(changed.map((key) => [key, terms[key]])) },
    });
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
