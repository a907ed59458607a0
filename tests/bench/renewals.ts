import { type Bench, type BenchContext, timed } from './harness';
import { checkWorld } from './renewals/checks';
import { figuresOf, type Taken } from './renewals/figures';
import { copyAll, createFloorWorld, prepareCopy, writeChunks } from './renewals/floors';
import { type Cost, measure } from './renewals/measure';
import { renewOneByOne } from './renewals/naive';
import { buyDuring } from './renewals/purchases';
import { sweepInShares, sweepWith } from './renewals/sweeps';
import { sweepBesideJobs, sweepThroughJobs } from './renewals/through-jobs';
import { withCopy } from './renewals/use-database';
import { createWorld } from './renewals/world';

/** Use fewer for a quick run; published figures use 100,000. */
const services = Number(process.env['NETPURSE_BENCH_SERVICES'] ?? 100_000);
const naiveSample = { one: 1_000, ten: 400 };

/** A hundred thousand services due at once, against only writing the same rows. */
export const bench: Bench = async (context) => {
  const { repeats, say } = context;
  const world = await context.createDatabase();
  say(`writing ${services} services`);
  await createWorld(world.sql, services);
  const floor = await createFloorWorld(context, world);
  const taken: Taken = {
    sweep: [],
    two: [],
    chunks: [],
    copy: [],
    one: [],
    ten: [],
    jobs: [],
    shares: [],
    beside: [],
    held: [],
    waits: [],
    waitsOfOne: [],
  };
  const cases = casesOf(context, { world, floor }, taken);
  for (let round = 0; round < repeats; round += 1) {
    for (const run of round % 2 === 0 ? cases : cases.toReversed()) await run();
    say(`round ${round + 1} of ${repeats}`);
  }
  return figuresOf(taken, { services, naive: naiveSample });
};

type Worlds = {
  world: Awaited<ReturnType<BenchContext['createDatabase']>>;
  floor: Awaited<ReturnType<typeof createFloorWorld>>;
};

/** Compared cases run within a few seconds of each other; every other round runs in reverse order. */
function casesOf(context: BenchContext, { world, floor }: Worlds, taken: Taken) {
  const swept = (runners: number, into: Cost[], held: number[]) => () =>
    withCopy(context, world, async ({ sql }) => {
      into.push(await measure(sql, () => sweepWith(runners, held)));
      await checkWorld(sql, services);
    });
  const naive = (connections: number, limit: number, into: Cost[]) => () =>
    withCopy(context, world, async ({ sql }) => {
      into.push(await measure(sql, () => renewOneByOne(sql, { connections, limit })));
    });
  const bought = (sweep: () => Promise<unknown>, into: number[]) => () =>
    withCopy(context, world, async ({ sql }) => {
      let isRunning = true;
      const buying = buyDuring(sql, () => isRunning);
      await sweep();
      isRunning = false;
      into.push(...(await buying));
    });
  return [
    naive(10, naiveSample.ten, taken.ten),
    naive(1, naiveSample.one, taken.one),
    () =>
      withCopy(context, world, async ({ sql }) => {
        await prepareCopy(sql);
        taken.copy.push(await measure(sql, () => copyAll(sql, floor.folder).then(() => services)));
      }),
    swept(1, taken.sweep, taken.held),
    () =>
      withCopy(context, floor.world, async ({ sql }) => {
        const write = () => writeChunks(sql, floor.chunks).then(() => services);
        taken.chunks.push(await measure(sql, write));
        await checkWorld(sql, services);
      }),
    swept(2, taken.two, []),
    () =>
      withCopy(context, world, async ({ sql }) => {
        taken.jobs.push(await sweepThroughJobs(sql));
        await checkWorld(sql, services);
      }),
    () =>
      withCopy(context, world, async () => {
        taken.beside.push(await sweepBesideJobs());
      }),
    () =>
      withCopy(context, world, async ({ sql }) => {
        taken.shares.push(await timed(sweepInShares));
        await checkWorld(sql, services);
      }),
    bought(sweepInShares, taken.waits),
    bought(() => sweepWith(1), taken.waitsOfOne),
  ];
}
