import { startBulk } from '@/lib/bulk/start-bulk';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { startRollout } from '@/lib/rollouts/start-rollout';

/** Work that jobs process row by row, started and not yet done. */
export async function givenWork(
  owner: Ctx,
  of: { customerId: number; itemId: number; targetItemId: number },
): Promise<{ rolloutId: string; bulkId: string }> {
  const { itemId, targetItemId, customerId } = of;
  const { rolloutId } = await startRollout(owner, {
    ...{ rolloutId: newId(), itemId, targetItemId, moment: 'period_end' },
  });
  const { bulkId } = await startBulk(owner, {
    bulkId: newId(),
    act: { act: 'label_put', label: 'checked' },
    selection: { ids: [customerId] },
  });
  return { rolloutId, bulkId };
}
