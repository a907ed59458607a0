import { serviceHistory } from '@/db/schema/services';
import { toJson } from '@/lib/audit/record-audit';
import { actorLabel, type TxCtx } from '@/lib/context';
import type { HoldReason } from '@/lib/kit/words';

export type NewHistory = {
  serviceId: number;
  customerId: number;
  action: string;
  hold?: HoldReason;
  before?: unknown;
  after?: unknown;
  reason?: string | null | undefined;
};

export async function recordHistory(ctx: TxCtx, rows: readonly NewHistory[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.tx.insert(serviceHistory).values(
    rows.map((row) => ({
      serviceId: row.serviceId,
      customerId: row.customerId,
      at: ctx.now,
      actor: actorLabel(ctx.actor),
      action: row.action,
      hold: row.hold ?? null,
      before: toJson(row.before),
      after: toJson(row.after),
      reason: row.reason ?? null,
    })),
  );
}
