import { setTimeout as sleep } from 'node:timers/promises';
import { getSql } from '@/db/client';
import { readFault } from '@/db/read-fault';
import { DomainError } from '@/lib/kit/errors';
import { asOwner } from '@/tests/support/as-owner';
import type { Random } from './random';

/** Tables at which a transaction can be made to crash, which must roll back its earlier writes. */
const mines = [
  ...['accounts', 'allocations', 'audit_log', 'events', 'orders', 'periods', 'schedule'],
  ...['service_history', 'service_holds', 'services', 'top_ups', 'transfers'],
] as const;

/**
 * Creates a trigger on every table, inactive until `withCrash` arms it. Its SQLSTATE means that the server is shutting
 * down.
 */
export async function layMines(): Promise<void> {
  await asOwner(async (sql) => {
    await sql.unsafe(`
      create table mines (table_name text primary key);
      grant select, insert, delete on mines to netpurse_app;
      create function step_on_mine() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from mines where table_name = tg_table_name) then
          raise exception 'a simulated crash' using errcode = '57P01';
        end if;
        return null;
      end $$`);
    for (const table of mines) {
      await sql.unsafe(`create trigger mine before insert or update or delete on ${table}
        for each statement execute function step_on_mine()`);
    }
  });
}

export type Outcome = 'done' | 'refused' | 'crashed';

/** Runs something and returns its outcome; rethrows anything but a refusal or a transient fault. */
export async function outcomeOf(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    await run();
    return 'done';
  } catch (error) {
    if (error instanceof DomainError) return 'refused';
    if (isPassing(error)) return 'crashed';
    throw error;
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof AggregateError
    ? error.errors.every(isPassing)
    : readFault(error).isPassing;
}

/** Runs with the trigger of one table armed, so that a transaction that writes to it crashes midway. */
export async function withCrash(random: Random, run: () => Promise<unknown>): Promise<Outcome> {
  const sql = getSql();
  await sql`insert into mines ${sql({ table_name: random.pick(mines) ?? 'events' })}`;
  try {
    return await outcomeOf(run);
  } finally {
    await sql`delete from mines`;
  }
}

/** Runs while the server terminates every connection of the product. */
export async function withCutConnections(
  random: Random,
  run: () => Promise<unknown>,
): Promise<Outcome> {
  const running = outcomeOf(run);
  // Awaited below; a rejection before that must not count as unhandled.
  running.catch(() => undefined);
  await sleep(random.int(0, 15));
  await asOwner(
    (sql) => sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'netpurse' and pid <> pg_backend_pid()`,
  );
  const outcome = await running;
  await untilConnected();
  return outcome;
}

/** The pool notices a cut connection only when it uses it, so this uses all of them. */
async function untilConnected(): Promise<void> {
  for (let good = 0; good < 3; ) {
    const tried = await Promise.allSettled(Array.from({ length: 24 }, () => getSql()`select 1`));
    good = tried.every(({ status }) => status === 'fulfilled') ? good + 1 : 0;
  }
}
