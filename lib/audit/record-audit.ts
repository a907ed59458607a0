import { auditLog } from '@/db/schema/audit';
import { actorLabel, actorUserId, type TxCtx } from '@/lib/context';

export type AuditEntry = {
  /** Verb and noun: `customer.create`, `wallet.credit`. */
  action: string;
  subject: { kind: string; id: string | number };
  customerId?: number;
  before?: unknown;
  after?: unknown;
  reason?: string | undefined;
};

/** Records who did what, in the transaction of the change. Never pass a secret: rows are kept forever. */
export async function recordAudit(ctx: TxCtx, entry: AuditEntry): Promise<void> {
  await recordAudits(ctx, [entry]);
}

/** Records many entries in one statement, such as everything one sweep changed. */
export async function recordAudits(ctx: TxCtx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await ctx.tx.insert(auditLog).values(
    entries.map((entry) => ({
      at: ctx.now,
      actor: actorLabel(ctx.actor),
      actorUserId: actorUserId(ctx.actor),
      action: entry.action,
      subjectKind: entry.subject.kind,
      subjectId: String(entry.subject.id),
      customerId: entry.customerId ?? null,
      before: toJson(entry.before),
      after: toJson(entry.after),
      reason: entry.reason ?? null,
    })),
  );
}

/** Amounts as decimal digits: JSON numbers would lose them past 2^53. */
export function toJson(value: unknown): unknown {
  if (value === undefined) return null;
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'bigint' ? part.toString() : part,
    ),
  );
}
