// Runs in a separate process, because the fault under test ends the process. Plain JavaScript, so that the driver is
// loaded exactly as installed. Arguments: module format, URL of the database.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const POOL_SIZE = 8;
/** A real hang lasts forever; on a busy machine a round trip takes seconds. */
const HUNG_AFTER_MS = 60_000;

const [format, url] = process.argv.slice(2);
const postgres =
  format === 'cjs'
    ? createRequire(import.meta.url)('postgres')
    : (await import('postgres')).default;

const sql = postgres(url, {
  max: POOL_SIZE,
  connect_timeout: 5,
  backoff: () => 0.05,
  onnotice: () => undefined,
});
const report = { completed: 0, failed: 0, hung: 0, halfWritten: 0, slots: 0, heard: 0 };
let isStopping = false;
let nextKey = 0;

process.on('message', (message) => {
  if (message === 'stop') isStopping = true;
  else process.send({ completed: report.completed });
});

await sql`create table if not exists pairs (key int, half int)`;
await sql`truncate pairs`;
await sql.listen('probe', () => {
  report.heard += 1;
});

const loops = [
  pairs,
  pairs,
  pairs,
  stubbornPairs,
  stubbornPairs,
  largeQuery,
  plainQuery,
  plainQuery,
];
const load = Promise.all([...loops, ...loops].map(runLoop));
process.send('loaded');
await load;

report.slots = await countWorkingSlots();
const [halves] = await sql`
  select count(*)::int as count from (select key from pairs group by key having count(*) <> 2) odd`;
report.halfWritten = halves.count;
report.heard = 0;
await waitForEcho();
process.send(report);
await sql.end({ timeout: 5 });
process.disconnect();

async function runLoop(work) {
  while (!isStopping) {
    const outcome = await Promise.race([
      work().then(
        () => 'completed',
        () => 'failed',
      ),
      sleep(HUNG_AFTER_MS, 'hung', { ref: false }),
    ]);
    report[outcome] += 1;
    if (outcome === 'failed') await sleep(5);
  }
}

/** Writes two rows or none; the pause lets a connection die between them. */
async function pairs() {
  const key = nextKey++;
  await sql.begin(async (tx) => {
    await tx`insert into pairs values (${key}, 1)`;
    await sleep(Math.random() * 20);
    await tx`insert into pairs values (${key}, 2)`;
  });
}

/** Ignores a failed statement and continues, which must never write outside its transaction. */
async function stubbornPairs() {
  const key = nextKey++;
  await sql.begin(async (tx) => {
    await tx`insert into pairs values (${key}, 1)`;
    await sleep(Math.random() * 50);
    await tx`select pg_sleep(0.01)`.catch(() => undefined);
    await sleep(Math.random() * 100);
    await tx`insert into pairs values (${key}, 2)`;
  });
}

/** More than one write buffer, which takes another code path in the driver. */
async function largeQuery() {
  await sql.begin((tx) => [tx`select ${'x'.repeat(5000)}::text`, tx`select pg_sleep(0.005)`]);
}

async function plainQuery() {
  await sql`select pg_sleep(0.005)`;
}

/** Every slot of the pool must respond while all others are in use, each from its own session. */
async function countWorkingSlots() {
  const pids = new Set();
  let openAll;
  const all = new Promise((resolve) => {
    openAll = resolve;
  });
  const slots = Array.from({ length: POOL_SIZE }, () =>
    sql.begin(async (tx) => {
      const [{ pid }] = await tx`select pg_backend_pid() as pid`;
      pids.add(pid);
      if (pids.size === POOL_SIZE) openAll();
      await all;
    }),
  );
  await Promise.race([Promise.all(slots), sleep(HUNG_AFTER_MS, undefined, { ref: false })]);
  return pids.size;
}

async function waitForEcho() {
  for (let tries = 0; report.heard === 0 && tries < 100; tries += 1) {
    await sql.notify('probe', 'echo');
    await sleep(100);
  }
}
