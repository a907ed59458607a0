import type postgres from 'postgres';
import type { Fragment, Invariant, Scope } from './invariant';
import { ledgerInvariants } from './ledger';
import { recurrenceInvariants } from './recurrence';
import { statusInvariants } from './watch';

export type Check = {
  sql: postgres.Sql;
  customerIds?: readonly number[];
  sweptAt?: Date;
  /** Whether `watchStatuses` was set up on this database. */
  isWatched?: boolean;
};

/** At most this many faults of each kind: the first ones tell the story. */
const FAULTS_MAX = 5;

/** The one checker: every invariant that does not hold, each with a row that breaks it. */
export async function brokenInvariants({
  isWatched = false,
  sql,
  customerIds,
  sweptAt,
}: Check): Promise<string[]> {
  const all = [
    ...ledgerInvariants,
    ...recurrenceInvariants,
    ...(isWatched ? statusInvariants : []),
  ];
  return ask(all, { sql, customerIds: customerIds ?? null, sweptAt: sweptAt ?? null });
}

/** The same for money alone. */
export async function brokenLedger(sql: postgres.Sql): Promise<string[]> {
  return ask(ledgerInvariants, { sql, customerIds: null, sweptAt: null });
}

async function ask(invariants: readonly Invariant[], scope: Scope): Promise<string[]> {
  const { sql } = scope;
  const asked = invariants.flatMap(({ name, broken }) => {
    const query = broken(scope);
    return query === null ? [] : [{ name, query }];
  });
  // One statement, so that everything is seen at one moment while others write.
  const statement = asked
    .map(
      ({ name, query }) =>
        sql`(select ${name}::text as name, fault from (${query}) broken(fault) limit ${FAULTS_MAX})`,
    )
    .reduce((left: Fragment, right: Fragment) => sql`${left} union all ${right}`);
  const rows = await sql<{ name: string; fault: string }[]>`${statement}`;
  return rows.map(({ name, fault }) => `${name}: ${fault}`);
}
