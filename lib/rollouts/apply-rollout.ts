import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import { getTargetTerms } from '@/lib/catalog/lookups';
import type { Ctx, TxCtx } from '@/lib/context';
import { DomainError, refuse } from '@/lib/kit/errors';
import { lockServiceForChange, takeVersion } from '@/lib/lifecycle/take-version';
import { placeOrder } from '@/lib/orders/place-order';
import { listRolloutServices, type ServiceInRollout } from './lookups';
import {
  moveOrderId,
  moveRequest,
  planMove,
  planServiceChange,
  type RolloutPlan,
} from './plan-service-change';
import { momentFor, type ServiceChange } from './rules';
import { claimRow, closeRow, finishRollout, getRolloutRow, listPending } from './store';

/** Services processed per call, each in its own transaction. */
const PER_CALL = 100;

/**
 * Processes the next services of a rollout. A service changes and its row leaves `pending` in the same transaction,
 * so repeated, concurrent or killed calls process each service exactly once. A refused row stores its reason and does
 * not block the others.
 */
export async function applyRollout(
  ctx: Ctx,
  { rolloutId, limit = PER_CALL }: { rolloutId: string; limit?: number },
): Promise<{ settled: number; more: boolean }> {
  requireStaffOrSystem(ctx, 'catalog.write');
  const rollout = await getRolloutRow(ctx, rolloutId);
  const target = await getTargetTerms(ctx, rollout.targetVersionId);
  const plan: RolloutPlan = { kind: rollout.kind, moment: rollout.moment, target };
  const pending = await listPending(ctx, { rolloutId, afterId: 0, limit });
  let settled = 0;
  for (const row of pending) {
    if (await inTransaction(ctx, (tctx) => settleOne(tctx, { rolloutId, plan, ...row })))
      settled += 1;
  }
  if (pending.length === limit) return { settled, more: true };
  const isFinished = await inTransaction(ctx, (tctx) => finishRollout(tctx, rolloutId));
  return { settled, more: !isFinished };
}

type Row = { rolloutId: string; serviceId: number; customerId: number; plan: RolloutPlan };

async function settleOne(ctx: TxCtx, row: Row): Promise<boolean> {
  if (!(await claimRow(ctx, row))) return false;
  await closeRow(ctx, row, await changeOne(ctx, row));
  return true;
}

async function changeOne(ctx: TxCtx, row: Row): Promise<ServiceChange> {
  try {
    // A savepoint, so that a refusal rolls back the change but the row can still be marked.
    return await ctx.tx.transaction((tx) => perform({ ...ctx, tx }, row));
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'refused', reason: error.key };
    throw error;
  }
}

async function perform(ctx: TxCtx, row: Row): Promise<ServiceChange> {
  const { plan, serviceId, customerId } = row;
  await lockServiceForChange(ctx, { serviceId, customerId });
  const [service] = await listRolloutServices(ctx, [serviceId]);
  if (!service) return { kind: 'unchanged', reason: 'archived' };
  if (plan.kind === 'plan') return move(ctx, row, service);
  const change = await planServiceChange(ctx, plan, service);
  if (change.kind !== 'apply') return change;
  const { versionId: itemVersionId } = plan.target;
  await takeVersion(ctx, { serviceId, itemVersionId, moment: momentFor(service, plan.moment) });
  return change;
}

async function move(
  ctx: TxCtx,
  { plan, rolloutId, customerId }: Row,
  service: ServiceInRollout,
): Promise<ServiceChange> {
  const { change, quote } = await planMove(ctx, plan, service);
  if (quote === null) return change;
  const placed = await placeOrder(ctx, {
    orderId: moveOrderId(rolloutId, service.serviceId),
    customerId,
    request: moveRequest(plan, service),
    quote,
  });
  // Staff moved the plan and the customer did not order it, so nothing may wait for their money.
  if (placed.kind === 'waiting') refuse('insufficient-credit', 'order_short');
  return change;
}
