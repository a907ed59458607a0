import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';

/** Starts a Pending successor with this login, which may be free now. */
export async function startLoginSuccessors(ctx: TxCtx, login: string | null): Promise<void> {
  if (login === null) return;
  const successors = await ctx.tx.execute<{ id: number }>(sql`
    select id::int as id from services
    where lower(login) = lower(${login}) and archived_at is null and holds & ${holdBit('unpaid')} <> 0
    order by id`);
  await startOwedPeriods(
    ctx,
    successors.map(({ id }) => id),
  );
}
