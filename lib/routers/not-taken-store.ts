import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';
import type { NotTaken } from './rules/not-taken';

/** The fields that decide which services a router takes. */
type Taking = {
  status: string;
  accessMethods: readonly string[];
};

/** Counts the services affected by a change of a router, with the SQL function that `routers_stop_taking` executes. */
export async function countNotTaken(
  ctx: TxCtx,
  routerId: number,
  { before, next }: { before: Taking; next: Taking },
): Promise<NotTaken> {
  const methodsOf = ({ accessMethods }: Taking) => sql`${sql.param([...accessMethods])}::text[]`;
  const change = [next.status === 'off' ? 'off' : 'on', ...next.accessMethods.toSorted()].join(' ');
  const [row] = await ctx.tx.execute<{ stays: number; held: number; later: number }>(sql`
    select count(*) filter (where n.stays and n.was_taken)::int as stays,
      count(*) filter (where not n.stays and not n.is_off and n.holds & ${holdBit('not_connected')} = 0)::int as held,
      count(*) filter (where not n.stays and n.is_off and n.was_taken)::int as later
    from (
      select w.*, router_takes(${before.status}, ${methodsOf(before)}, w.access_method) as was_taken
      from services_not_taken(${routerId}, ${next.status}, ${methodsOf(next)}) w
    ) n`);
  return { change, ...(row ?? { stays: 0, held: 0, later: 0 }) };
}
