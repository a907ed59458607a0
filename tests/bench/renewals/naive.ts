import type postgres from 'postgres';

type Due = {
  service_id: number;
  customer_id: number;
  account_id: number;
  mode: string;
  price_minor: string;
  tax_minor: string;
  price_id: string;
  quota_bytes: string | null;
  name: string;
  next_index: number;
};

/**
 * The obvious implementation: a loop over what is due, with one transaction per service that locks, reads, decides and
 * writes, one statement at a time. Prepared statements, no ORM. Limited to `limit` services per connection, because all
 * of them would take minutes and the rate does not change.
 */
export async function renewOneByOne(
  sql: postgres.Sql,
  { connections, limit }: { connections: number; limit: number },
): Promise<number> {
  const shares = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const due = await sql<{ service_id: number }[]>`
        select service_id::int from schedule
        where not held and next_due <= now() and runner_of_account(account_id, ${connections}::int) = ${index}::int
        order by next_due, account_id, service_id limit ${limit}`;
      for (const { service_id } of due) await sql.begin((tx) => renew(tx, service_id));
      return due.length;
    }),
  );
  return shares.reduce((sum, one) => sum + one, 0);
}

async function renew(tx: postgres.TransactionSql, serviceId: number): Promise<void> {
  const [due] = await tx<Due[]>`
    select c.service_id::int, c.customer_id::int, c.account_id::int, c.mode, c.price_minor, c.tax_minor, c.price_id, c.quota_bytes, i.name,
           c.next_index
    from schedule c join services s on s.id = c.service_id join catalog_items i on i.id = s.item_id
    where c.service_id = ${serviceId} and c.next_due <= now() and not c.held for update of c`;
  if (!due) return;
  const [wallet] = await tx<{ balance_minor: string }[]>`
    select balance_minor from accounts where id = ${due.account_id} for no key update`;
  const price = BigInt(due.price_minor);
  const balance = BigInt(wallet?.balance_minor ?? 0);
  const isPaid = due.mode === 'one_off' || balance >= price;
  if (isPaid && price > 0n) await charge(tx, due, balance);
  const [ends] = await tx<{ ends_at: Date }[]>`
    update schedule set next_index = next_index + 1,
      next_due = period_start(anchor_local, zone, interval_count, interval_unit, next_index + 1 - anchor_index)
    where service_id = ${serviceId} returning next_due as ends_at`;
  const endsAt = ends?.ends_at ?? new Date();
  await tx`
    insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, reason, price_minor, tax_minor,
                         price_id, balance_seen_minor, granted_bytes, decided_at)
    values (${serviceId}, ${due.next_index}, ${due.customer_id}, now(), ${endsAt}, ${isPaid ? 'allocated' : 'withheld'},
            ${isPaid ? null : 'insufficient_credit'}, ${due.price_minor}, ${due.tax_minor}, ${due.price_id}, ${String(balance)},
            ${isPaid ? due.quota_bytes : null}, now())`;
  if (!isPaid) return withhold(tx, due);
  if (due.quota_bytes === null) return;
  await tx`
    insert into allocations (service_id, customer_id, source, period_index, granted_bytes, starts_at, expires_at, created_at)
    values (${serviceId}, ${due.customer_id}, 'period', ${due.next_index}, ${due.quota_bytes}, now(), ${endsAt}, now())`;
}

async function charge(tx: postgres.TransactionSql, due: Due, balance: bigint): Promise<void> {
  await tx`
    update accounts set balance_minor = balance_minor - ${due.price_minor}::bigint, version = version + 1
    where id = ${due.account_id}`;
  const tax = BigInt(due.tax_minor);
  const net = BigInt(due.price_minor) - tax;
  const legs = [
    { leg: 0, amount: net, kind: 'period', account: 'revenue', after: balance - net },
    { leg: 1, amount: tax, kind: 'tax', account: 'tax', after: balance - net - tax },
  ];
  for (const { leg, amount, kind, account, after } of legs.filter((one) => one.amount > 0n)) {
    await tx`
      insert into transfers (cause_key, leg, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id,
                             balance_after_minor, customer_id, service_id, at, actor, text)
      select ${`period:${due.service_id}:${due.next_index}`}, ${leg}, ${due.account_id}, id, ${String(amount)}, ${kind},
             ${due.account_id}, ${String(after)}, ${due.customer_id}, ${due.service_id}, now(), 'naive', ${due.name}
      from accounts where kind = ${account} and customer_id is null`;
  }
}

async function withhold(tx: postgres.TransactionSql, due: Due): Promise<void> {
  const { service_id: serviceId, customer_id: customerId, next_index: index } = due;
  await tx`insert into service_holds (service_id, reason, since, actor) values (${serviceId}, 'no_credit', now(), 'naive')`;
  await tx`
    insert into service_history (service_id, customer_id, at, actor, action, hold)
    values (${serviceId}, ${customerId}, now(), 'naive', 'hold_set', 'no_credit')`;
  await tx`
    insert into events (event_id, name, data, customer_id)
    values (${`period/withheld:${serviceId}:${index}`}, 'period/withheld', ${tx.json({ serviceId, customerId })}, ${customerId})`;
}
