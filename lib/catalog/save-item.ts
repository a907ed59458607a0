import { recordAudit } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import type { ParsedItemChange } from './item-input';
import { requireItemTargets } from './require-item-targets';
import { changedTerms, requireEnd, termsForKind } from './rules';
import { insertVersion, lockItem, replaceAudience, updateItem, writePacks } from './store';

/**
 * Saves an item in the caller's transaction. Changed terms become its next version, used for new sales at once; the
 * caller decides what happens to existing services.
 */
export async function saveItem(
  ctx: TxCtx,
  change: ParsedItemChange,
): Promise<{ versionId: number; isNewVersion: boolean }> {
  const { itemId } = change;
  const item = await lockItem(ctx, itemId);
  const terms = termsForKind(item.kind, change.terms);
  requireEnd(item.kind, { before: item.terms, after: terms });
  const changed = changedTerms(item.terms, terms);
  const isNewVersion = changed.length > 0;
  if (isNewVersion && item.currentVersionId !== change.expectedVersionId)
    refuse('conflict', 'item_changed_meanwhile');
  await requireItemTargets(ctx, { ...change, kind: item.kind });
  await updateItem(ctx, change);
  await replaceAudience(ctx, itemId, change);
  await writePacks(ctx, itemId, change.packs);
  const versionId = isNewVersion ? await insertVersion(ctx, itemId, terms) : item.currentVersionId;
  await recordAudit(ctx, {
    action: 'item.change',
    subject: { kind: 'item', id: itemId },
    before: {
      name: item.name,
      ...Object.fromEntries(changed.map((key) => [key, item.terms[key]])),
    },
    after: { ...change, terms: Object.fromEntries(changed.map((key) => [key, terms[key]])) },
  });
  return { versionId, isNewVersion };
}
