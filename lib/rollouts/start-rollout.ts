import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { claimForm } from '@/lib/audit/claim-form';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { getCurrentVersionId, getTargetTerms } from '@/lib/catalog/lookups';
import { requirePlanTarget } from '@/lib/catalog/require-plan-target';
import { actorLabel, type Ctx } from '@/lib/context';
import { refuse, refuseField } from '@/lib/kit/errors';
import { ownedId } from '@/lib/kit/ids';
import { rolloutMoments } from '@/lib/kit/words';
import { getSettings } from '@/lib/settings/get-settings';
import { beginRollout } from './begin-rollout';
import { previewRollout } from './preview-rollout';
import { isBegun } from './store';

export const StartRollout = z.object({
  /** Created with the preview, so that a second click is the same rollout. */
  rolloutId: z.uuid(),
  itemId: z.number().int().positive(),
  /** The plan to move the services to; the item's own id brings them to its newest terms. */
  targetItemId: z.number().int().positive(),
  moment: z.enum(rolloutMoments),
  /** The terms of the target that the preview showed; newer ones are refused. */
  shownVersionId: z.number().int().positive().optional(),
  /** How many services the preview said would change; another number is refused. */
  shownCount: z.number().int().positive().optional(),
});
export type StartRollout = z.infer<typeof StartRollout>;

/**
 * Brings all live services of an item to its newest terms, or moves them to another plan, one by one.
 * @throws DomainError `rollout_terms_changed` | `charge_reworded` | `rollout_count_changed` if the terms or the number of
 * services are not those of the preview
 */
export async function startRollout(ctx: Ctx, input: StartRollout): Promise<{ rolloutId: string }> {
  requireStaff(ctx, 'catalog.write');
  requireStaff(ctx, 'services.write');
  const {
    rolloutId: key,
    targetItemId,
    shownVersionId,
    shownCount,
    ...rest
  } = StartRollout.parse(input);
  const rolloutId = ownedId('rollout', actorLabel(ctx.actor), key);
  if (shownCount !== undefined && !(await isBegun(ctx, rolloutId))) {
    const plan = { ...rest, targetItemId, shownVersionId };
    await requireCount(ctx, { rolloutId, plan, shownCount });
  }
  return inTransaction(ctx, async (tctx) => {
    await claimForm(tctx, { id: rolloutId, asked: [rest, targetItemId] });
    const target = await getCurrentVersionId(tctx, targetItemId);
    const isMove = targetItemId !== rest.itemId;
    if (isMove && target.status !== 'active') refuseField('targetItemId', 'item_not_active');
    if (isMove) await requirePlanTarget(tctx, { itemId: rest.itemId, targetItemId });
    const isNew = await beginRollout(tctx, {
      ...rest,
      rolloutId,
      kind: isMove ? 'plan' : 'version',
      targetVersionId: target.versionId,
    });
    if (!isNew) return { rolloutId };
    if (shownVersionId !== undefined) await requireShown(tctx, shownVersionId, target.versionId);
    await recordAudit(tctx, {
      action: 'rollout.start',
      subject: { kind: 'item', id: rest.itemId },
      after: { rolloutId, targetItemId, moment: rest.moment },
    });
    return { rolloutId };
  });
}

type CountShown = {
  rolloutId: string;
  plan: Pick<StartRollout, 'itemId' | 'targetItemId' | 'moment' | 'shownVersionId'>;
  shownCount: number;
};

/**
 * Compares the number of services with the preview. Not in the transaction, whose locks a preview of many services would
 * hold: the job decides each service when its turn comes.
 */
async function requireCount(ctx: Ctx, { rolloutId, plan, shownCount }: CountShown): Promise<void> {
  const { itemId, targetItemId, moment, shownVersionId } = plan;
  const { versionId } = await getCurrentVersionId(ctx, targetItemId);
  if (shownVersionId !== undefined) await requireShown(ctx, shownVersionId, versionId);
  const { summary } = await previewRollout(ctx, {
    itemId,
    plan: {
      kind: targetItemId === itemId ? 'version' : 'plan',
      moment,
      target: await getTargetTerms(ctx, versionId),
    },
  });
  const { applied: now } = summary;
  // A second click may come while the first one is changing services.
  if (now === shownCount || (await isBegun(ctx, rolloutId))) return;
  refuse('conflict', 'rollout_count_changed', { was: shownCount, now });
}

async function requireShown(ctx: Ctx, shownVersionId: number, versionId: number): Promise<void> {
  if (shownVersionId === versionId) return;
  const { currency } = await getSettings(ctx);
  const was = await getTargetTerms(ctx, shownVersionId);
  const now = await getTargetTerms(ctx, versionId);
  if (was.unitPriceMinor === now.unitPriceMinor) refuse('conflict', 'charge_reworded');
  const money = ({ unitPriceMinor: minor }: typeof was) => ({ minor, currency });
  refuse('conflict', 'rollout_terms_changed', { was: money(was), now: money(now) });
}
