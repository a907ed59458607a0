import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { listLiveServiceIds, listRolloutServices } from './lookups';
import { planServiceChange, type RolloutPlan } from './plan-service-change';
import { type RolloutSummary, type ServiceChange, summarise } from './rules';

/** Each service of a plan change is quoted like an order, so fewer of them are checked. */
const checkedMax = { version: 10_000, plan: 300 } as const;
const ROWS_SHOWN = 50;
const CHUNK = 500;

export type PreviewRow = {
  serviceId: number;
  customerId: number;
  customerName: string;
  login: string | null;
  change: ServiceChange;
};

export type RolloutPreview = {
  summary: RolloutSummary;
  /** The first services, those that will change before the others. */
  rows: PreviewRow[];
  /** Not every service was checked. */
  isPartial: boolean;
};

/** Shows what a rollout would do now, service by service, computed by the function that executes it. */
export async function previewRollout(
  ctx: Ctx,
  { itemId, plan }: { itemId: number; plan: RolloutPlan },
): Promise<RolloutPreview> {
  requireStaff(ctx, 'catalog.write');
  const rows: PreviewRow[] = [];
  let afterId = 0;
  let hasMore = true;
  while (hasMore && rows.length < checkedMax[plan.kind]) {
    const limit = Math.min(CHUNK, checkedMax[plan.kind] - rows.length);
    const ids = await listLiveServiceIds(ctx, { itemId, afterId, limit });
    hasMore = ids.length === limit;
    afterId = ids.at(-1) ?? afterId;
    for (const service of await listRolloutServices(ctx, ids)) {
      const { serviceId, customerId, customerName, login } = service;
      const change = await planServiceChange(ctx, plan, service);
      rows.push({ serviceId, customerId, customerName, login, change });
    }
  }
  const order = { refused: 0, apply: 1, unchanged: 2 } as const;
  return {
    summary: summarise(rows.map((row) => row.change)),
    rows: rows
      .toSorted((left, right) => order[left.change.kind] - order[right.change.kind])
      .slice(0, ROWS_SHOWN),
    isPartial: hasMore,
  };
}
