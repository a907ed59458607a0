import { type Bench, figure, interleave, timed } from './harness';

const ROWS = 200;

/** The cost of the driver and one round trip: one durable row, against a bare commit. */
export const bench: Bench = async ({ createDatabase, repeats }) => {
  const { sql } = await createDatabase();
  await sql`create table probe (id bigint generated always as identity primary key, at timestamptz)`;
  const connection = await sql.reserve();
  const perCommit = (work: () => Promise<unknown>) => async () =>
    (await timed(async () => {
      for (let row = 0; row < ROWS; row += 1) await work();
    })) / ROWS;
  const spreads = await interleave(
    {
      insert: perCommit(() => connection`insert into probe (at) values (now())`),
      select: perCommit(() => connection`select 1`),
      commit: perCommit(() => connection`select pg_logical_emit_message(true, 'probe', '')`),
    },
    repeats,
  );
  connection.release();
  return [
    figure({
      name: 'insert_commit',
      value: spreads.insert.median,
      unit: 'ms',
      floor: spreads.commit.median,
      workload: `${ROWS} single-row inserts, each its own durable commit; floor: an empty commit`,
    }),
    figure({
      name: 'round_trip',
      value: spreads.select.median,
      unit: 'ms',
      workload: `${ROWS} times "select 1" on one connection`,
    }),
  ];
};
