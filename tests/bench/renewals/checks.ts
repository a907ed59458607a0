import type postgres from 'postgres';

/** Throws when a sweep left a wrong row behind, because the speed of a wrong result means nothing. */
export async function checkWorld(sql: postgres.Sql, services: number): Promise<void> {
  const [row] = await sql<Record<string, number>[]>`
    select ${services}::int - (select count(*)::int from periods where index = 1) as undecided,
      (select count(*)::int from schedule where not held and next_due <= now()) as due,
      (select count(*)::int from accounts where floor_minor is not null and balance_minor < floor_minor) as below_floor,
      (select count(*)::int from (
        select a.id from accounts a left join transfers t on t.customer_account_id = a.id
        where a.customer_id is not null group by a.id, a.balance_minor
        having a.balance_minor <> coalesce(sum(case when t.credit_account_id = a.id then t.amount_minor else -t.amount_minor end), 0)
      ) wrong) as unexplained,
      (select count(*)::int from periods p where index = 1 and outcome = 'allocated' and price_minor <> coalesce((
        select sum(amount_minor) from transfers t where t.cause_key = 'period:' || p.service_id || ':1'), 0)) as uncharged`;
  const faults = Object.entries(row ?? {}).filter(([, count]) => count !== 0);
  if (faults.length > 0) throw new Error(`the sweep went wrong: ${JSON.stringify(faults)}`);
}
