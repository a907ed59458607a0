import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';

/**
 * Removes personal data from the audit log and the service histories; who did what and when stays. The database
 * permits this only for customers marked as erased (docs/decisions/0009).
 */
export async function redactRecords(ctx: TxCtx, customerIds: readonly number[]): Promise<void> {
  await ctx.tx.execute(
    sql`select redact_records(${sql.param(customerIds.map(String))}::text[]::bigint[])`,
  );
}
