import type postgres from 'postgres';
import type { BenchContext, BenchDatabase } from '../harness';
import { sweepWith } from './sweeps';
import { withCopy } from './use-database';

/** Tables a sweep inserts into; their triggers write the rest (`services`, further `events`). */
const inserted = {
  transfers:
    'cause_key, leg, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id, balance_after_minor, customer_id, service_id, at, actor, text',
  periods:
    'service_id, index, customer_id, starts_at, ends_at, outcome, reason, price_minor, tax_minor, price_id, balance_seen_minor, granted_bytes, decided_at',
  allocations:
    'service_id, customer_id, source, period_index, granted_bytes, starts_at, expires_at, created_at',
  service_holds: 'service_id, reason, since, actor',
  service_history: 'service_id, customer_id, at, actor, action, hold, after',
  events: 'event_id, name, data, customer_id',
} as const;
const tables = Object.keys(inserted) as (keyof typeof inserted)[];

export type FloorWorld = { world: BenchDatabase; chunks: number; folder: string };

/**
 * Copies the world and stores in it what a sweep would decide: the rows of every table, with the chunk (transaction)
 * each was written in. The floor then only has to write them.
 */
export async function createFloorWorld(
  context: BenchContext,
  world: BenchDatabase,
): Promise<FloorWorld> {
  return withCopy(context, world, async (copy) => {
    await sweepWith(1);
    const floor = await context.cloneDatabase(world);
    const [place] = await copy.sql<{ folder: string }[]>`
      select current_setting('data_directory') || '/bench_' as folder`;
    const folder = place?.folder ?? '';
    await writeAnswer(copy.sql, folder);
    const chunks = await readAnswer(floor.sql, folder);
    await floor.sql`vacuum analyze`;
    return { world: floor, chunks, folder };
  });
}

/** A period's writing transaction identifies its chunk; the other tables are joined to it by service_id. */
async function writeAnswer(sql: postgres.Sql, folder: string): Promise<void> {
  await sql.unsafe(`
    create table chunk_of as
    select service_id, dense_rank() over (order by xmin::text::bigint)::int - 1 as chunk from periods where index = 1`);
  const where: Record<string, string> = {
    transfers: 'join chunk_of c using (service_id)',
    periods: 'join chunk_of c using (service_id) where t.index = 1',
    allocations: 'join chunk_of c using (service_id) where t.period_index = 1',
    service_holds: 'join chunk_of c using (service_id)',
    service_history: 'join chunk_of c using (service_id)',
    events:
      "join chunk_of c on c.service_id = (t.data ->> 'serviceId')::bigint where t.name = 'period/withheld'",
  };
  for (const table of tables) {
    const key = ['transfers', 'allocations', 'service_history', 'events'].includes(table)
      ? 't.id'
      : 'service_id';
    await sql.unsafe(
      `copy (select chunk, ${inserted[table]} from ${table} t ${where[table]} order by chunk, ${key}) to '${folder}answer_${table}'`,
    );
    await sql.unsafe(
      `copy (select ${inserted[table]} from ${table} t ${where[table]} order by chunk, ${key}) to '${folder}${table}'`,
    );
  }
  await sql.unsafe(
    `copy (select chunk, s.service_id, next_index, next_due from schedule s join chunk_of c using (service_id)) to '${folder}answer_schedule'`,
  );
  await sql.unsafe(`
    copy (select chunk, account_id, -sum(p.price_minor) from periods p join chunk_of using (service_id) join schedule s using (service_id)
          where p.index = 1 and p.outcome = 'allocated' group by chunk, account_id) to '${folder}answer_accounts'`);
  for (const table of ['schedule', 'accounts']) {
    await sql.unsafe(
      `copy (select * from ${table} ${table === 'accounts' ? 'where version > 0' : ''}) to '${folder}${table}'`,
    );
  }
}

async function readAnswer(sql: postgres.Sql, folder: string): Promise<number> {
  for (const table of tables) {
    await sql.unsafe(`
      create table answer_${table} as select 0 as chunk, ${inserted[table]} from ${table} limit 0`);
  }
  await sql.unsafe(
    'create table answer_schedule (chunk int, service_id bigint, next_index int, next_due timestamptz)',
  );
  await sql.unsafe('create table answer_accounts (chunk int, account_id bigint, change bigint)');
  for (const table of [...tables, 'schedule', 'accounts']) {
    await sql.unsafe(`copy answer_${table} from '${folder}answer_${table}'`);
    await sql.unsafe(`create index on answer_${table} (chunk)`);
  }
  const [row] = await sql<{ chunks: number }[]>`
    select max(chunk) + 1 as chunks from answer_schedule`;
  return row?.chunks ?? 0;
}

/**
 * Writes the stored rows chunk by chunk: one transaction and one statement each, with the same tables, indexes and
 * triggers.
 */
export async function writeChunks(sql: postgres.Sql, chunks: number): Promise<void> {
  const connection = await sql.reserve();
  const writes = tables.map(
    (table) => `w_${table} as (insert into ${table} (${inserted[table]})
      select ${inserted[table]} from answer_${table} where chunk = $1)`,
  );
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    await connection.unsafe(
      `with ${writes.join(', ')},
      pay as (update accounts a set balance_minor = a.balance_minor + w.change, version = a.version + 1
              from answer_accounts w where w.chunk = $1 and a.id = w.account_id),
      advance as (update schedule s set next_index = w.next_index, next_due = w.next_due
                  from answer_schedule w where w.chunk = $1 and s.service_id = w.service_id)
      select 1`,
      [chunk],
      { prepare: true },
    );
  }
  connection.release();
}

/**
 * Loads the same rows with COPY, one table after another; rows that a sweep updates go into tables of the same shape.
 */
export async function copyAll(sql: postgres.Sql, folder: string): Promise<void> {
  await sql.begin(async (tx) => {
    for (const table of tables) {
      await tx.unsafe(`copy ${table} (${inserted[table]}) from '${folder}${table}'`);
    }
    for (const table of ['schedule', 'accounts']) {
      await tx.unsafe(`copy updated_${table} from '${folder}${table}'`);
    }
  });
}

export async function prepareCopy(sql: postgres.Sql): Promise<void> {
  for (const table of ['schedule', 'accounts']) {
    await sql.unsafe(
      `create table updated_${table} (like ${table} including defaults including constraints including indexes)`,
    );
  }
}
