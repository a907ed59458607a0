import { type Bench, type BenchDatabase, figure, interleave, timed } from './harness';

const WRITERS = 8;
const COMMITS = 60;

/** Commits of several concurrent writers, each with one event: the cost of keeping them in commit order. */
export const bench: Bench = async ({ createDatabase, repeats }) => {
  const [ordered, plain] = [await createDatabase(), await createDatabase()];
  await plain.sql`
    create function only_notify() returns trigger language plpgsql as
    $$ begin perform pg_notify('netpurse_jobs', ''); return null; end $$`;
  await plain.sql`drop trigger events_notify_trigger on events`;
  await plain.sql`
    create trigger events_notify_trigger after insert on events
    for each statement execute function only_notify()`;
  let batch = 0;
  const commits =
    ({ sql }: BenchDatabase) =>
    async () => {
      batch += 1;
      const name = `${batch}`;
      const ms = await timed(() =>
        Promise.all(
          Array.from({ length: WRITERS }, async (_, writer) => {
            for (let n = 0; n < COMMITS; n += 1) {
              await sql`insert into events (event_id, name, data) values (${`${name}:${writer}:${n}`}, 'a/b', '{}')`;
            }
          }),
        ),
      );
      return ms / (WRITERS * COMMITS);
    };
  const spreads = await interleave({ ordered: commits(ordered), plain: commits(plain) }, repeats);
  return [
    figure({
      name: 'outbox_commit',
      value: spreads.ordered.median,
      unit: 'ms',
      floor: spreads.plain.median,
      workload: `${WRITERS} writers with ${COMMITS} durable commits of one event each; floor: the same with a bare notice`,
    }),
  ];
};
