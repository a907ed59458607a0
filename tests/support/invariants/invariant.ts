import type postgres from 'postgres';

export type Scope = {
  sql: postgres.Sql;
  /** Only rows of these customers; null checks everything. */
  customerIds: readonly number[] | null;
  /** A moment up to which every sweep has run; null skips invariants that depend on one. */
  sweptAt: Date | null;
};

export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** A rule that must always hold: its name, and a query for what breaks it, one text per row. */
export type Invariant = {
  name: string;
  /** Returns null where the scope lacks what the query needs. */
  broken: (scope: Scope) => Fragment | null;
};

/** A condition that limits a query to the scope's customers. */
export function ofCustomers({ sql, customerIds }: Scope, column: string): Fragment {
  return customerIds === null
    ? sql`true`
    : sql`${sql(column)} = any(${[...customerIds]}::bigint[])`;
}

/** The same for transfers, by account, because they have no index by customer. */
export function ofAccounts(scope: Scope): Fragment {
  const { sql, customerIds } = scope;
  return customerIds === null
    ? sql`true`
    : sql`t.customer_account_id in (select id from accounts where ${ofCustomers(scope, 'customer_id')})`;
}
