import type { ActorlessCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { getTargetTraits } from './lookups';
import { planTargetVerdict } from './rules/plan-target';

/** Refuses a change of plan to an item that cannot replace the current one, whoever asks for it. */
export async function requirePlanTarget(
  ctx: ActorlessCtx,
  { itemId, targetItemId }: { itemId: number; targetItemId: number },
): Promise<void> {
  const [from, to] = [await getTargetTraits(ctx, itemId), await getTargetTraits(ctx, targetItemId)];
  const verdict = planTargetVerdict(from, to);
  if (!verdict.allowed) refuse('invalid-state', verdict.why);
}
