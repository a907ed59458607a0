import type postgres from 'postgres';
import { chargeInvariants } from './charges';
import type { Fragment, Invariant, Scope } from './invariant';
import { ledgerInvariants } from './ledger';
import { orderInvariants } from './orders';
import { recurrenceInvariants } from './recurrence';
import { runningInvariants } from './running';
import { watchedInvariants } from './watch';

export type Check = {
  sql: postgres.Sql;
  customerIds?: readonly number[];
  sweptAt?: Date;
  /** Whether `installWatch` was called on this database. */
  isWatched?: boolean;
};

/** Maximum faults reported per invariant: the first ones are enough. */
const FAULTS_MAX = 5;

/** Checks every invariant and returns those that are broken, each with a row that breaks it. */
export async function brokenInvariants({
  isWatched = false,
  sql,
  customerIds,
  sweptAt,
}: Check): Promise<string[]> {
  const all = [
    ...ledgerInvariants,
    ...recurrenceInvariants,
    ...chargeInvariants,
    ...orderInvariants,
    ...runningInvariants,
    ...(isWatched ? watchedInvariants : []),
  ];
  return ask(all, { sql, customerIds: customerIds ?? null, sweptAt: sweptAt ?? null });
}

/** The same for the money invariants alone. */
export async function brokenLedger(sql: postgres.Sql): Promise<string[]> {
  return ask(ledgerInvariants, { sql, customerIds: null, sweptAt: null });
}

async function ask(invariants: readonly Invariant[], scope: Scope): Promise<string[]> {
  const { sql } = scope;
  const asked = invariants.flatMap(({ name, broken }) => {
    const query = broken(scope);
    return query === null ? [] : [{ name, query }];
  });
  // One statement, so that everything is checked in one snapshot while others write.
  const statement = asked
    .map(
      ({ name, query }) =>
        sql`(select ${name}::text as name, fault from (${query}) broken(fault) limit ${FAULTS_MAX})`,
    )
    .reduce((left: Fragment, right: Fragment) => sql`${left} union all ${right}`);
  const rows = await sql<{ name: string; fault: string }[]>`${statement}`;
  return rows.map(({ name, fault }) => `${name}: ${fault}`);
}
