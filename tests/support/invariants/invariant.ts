import type postgres from 'postgres';

export type Scope = {
  sql: postgres.Sql;
  /** Only rows of these customers; null looks at everything. */
  customerIds: readonly number[] | null;
  /** A moment up to which every sweep has run; null leaves out what must hold at a moment. */
  sweptAt: Date | null;
};

export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** One thing that must always hold: its name, and a query of what breaks it, one text a row. */
export type Invariant = {
  name: string;
  /** Null where the scope does not say enough to tell. */
  broken: (scope: Scope) => Fragment | null;
};

/** A condition that keeps a query to the scope's customers. */
export function ofCustomers({ sql, customerIds }: Scope, column: string): Fragment {
  return customerIds === null
    ? sql`true`
    : sql`${sql(column)} = any(${[...customerIds]}::bigint[])`;
}

/** The same for transfers, by the account: they have no index by customer. */
export function ofAccounts(scope: Scope): Fragment {
  const { sql, customerIds } = scope;
  return customerIds === null
    ? sql`true`
    : sql`t.customer_account_id in (select id from accounts where ${ofCustomers(scope, 'customer_id')})`;
}
