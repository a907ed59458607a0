import { type Figure, figure, pairedRatio, percentile } from '../harness';
import { type Cost, cpuEach, perSecond, walEach } from './measure';

export type Taken = Record<'sweep' | 'two' | 'chunks' | 'copy' | 'one' | 'ten', Cost[]> & {
  /** Milliseconds of a whole sweep through the jobs engine. */
  jobs: number[];
  /** The job's shares called directly, so their events stay undelivered. */
  shares: number[];
  /** The same, called directly while the engine delivers the events. */
  beside: number[];
  /** Milliseconds each chunk held its locks. */
  held: number[];
  /** Milliseconds of each purchase made while the sweep ran as the job runs it. */
  waits: number[];
  /** The same with a single runner and chunks of one size. */
  waitsOfOne: number[];
};

type Size = { services: number; naive: { one: number; ten: number } };

/** Builds the figures from the measurements; each figure's text names its target. */
export function figuresOf(taken: Taken, size: Size): Figure[] {
  return [...rates(taken, size), ...throughJobs(taken, size), ...costs(taken), ...locks(taken)];
}

const middle = (rounds: readonly number[]) => percentile(rounds, 50);

/** Renewals per second against their floor, round by round. */
function compared(name: string, rates: number[], floors: number[], words: string): Figure {
  return figure({
    name,
    value: middle(rates),
    unit: 'renewals/s',
    floor: middle(floors),
    ratio: pairedRatio(floors, rates),
    better: 'more',
    workload: words,
  });
}

function rates(taken: Taken, { services, naive }: Size): Figure[] {
  const rate = (of: 'sweep' | 'two' | 'chunks' | 'copy' | 'one' | 'ten') =>
    taken[of].map(perSecond);
  const sweep = rate('sweep');
  const world = `${services} due services: 1 in 20 short of credit, 1 customer in 5 with several, half taxed, 1 in 4 discounted`;
  return [
    compared(
      'renewals_100k',
      sweep,
      rate('chunks'),
      `${world}; floor: the same rows, decided before, by INSERT … SELECT and UPDATE in the same chunks; target 1.25x`,
    ),
    compared(
      'renewals_100k_of_copy',
      sweep,
      rate('copy'),
      'floor: the same rows by COPY, updated ones into empty tables of their shape; target 2x',
    ),
    compared(
      'renewals_100k_of_naive',
      sweep,
      rate('one'),
      `floor: a transaction per service on 1 connection, ${naive.one} of them; target 0.025x`,
    ),
    compared(
      'renewals_100k_of_naive_10',
      sweep,
      rate('ten'),
      `floor: the same on 10 connections, ${naive.ten} on each`,
    ),
    compared('renewals_two_runners', rate('two'), sweep, 'floor: one runner; target 0.71x'),
  ];
}

/** The whole sweep as a job, against several ways of calling it directly. */
function throughJobs(taken: Taken, { services }: Size): Figure[] {
  const rate = (of: 'jobs' | 'shares' | 'beside') => taken[of].map((ms) => (services / ms) * 1000);
  const through = rate('jobs');
  return [
    compared(
      'renewals_through_jobs',
      through,
      taken.sweep.map(perSecond),
      'floor: calling the sweep directly with one runner; target 1.11x',
    ),
    compared(
      'renewals_through_jobs_of_shares',
      through,
      rate('shares'),
      'floor: the shares of the job called directly, with nobody to deliver the events they write; target 1.11x',
    ),
    compared(
      'renewals_through_jobs_of_beside',
      through,
      rate('beside'),
      'floor: the same shares called directly while an executor delivers the events; target 1.11x',
    ),
    compared(
      'renewals_through_jobs_of_two',
      through,
      taken.two.map(perSecond),
      'floor: two runners with chunks of 750, which keep a purchase waiting longer',
    ),
  ];
}

function costs(taken: Taken): Figure[] {
  const costed = (
    name: string,
    unit: string,
    read: (cost: Cost) => number,
    floor: Cost[],
    words: string,
  ) => {
    const spent = taken.sweep.map(read);
    const bare = floor.map(read);
    return figure({
      name,
      value: middle(spent),
      unit,
      floor: middle(bare),
      ratio: pairedRatio(spent, bare),
      workload: words,
    });
  };
  const all = (cost: Cost) => (cost.databaseCpuMicros + cost.nodeCpuMicros) / cost.count;
  return [
    costed(
      'renewals_cpu',
      'us',
      cpuEach,
      taken.chunks,
      'database processor time of a renewal; floor: the same chunks; target 1.25x',
    ),
    costed('renewals_cpu_of_copy', 'us', cpuEach, taken.copy, 'floor: COPY; target 2x'),
    costed(
      'renewals_cpu_of_naive',
      'us',
      all,
      taken.one,
      'database and client; floor: a transaction per service; target 0.025x',
    ),
    costed(
      'renewals_wal',
      'B',
      walEach,
      taken.chunks,
      'write-ahead log of a renewal; floor: the same chunks; target 1.1x',
    ),
  ];
}

function locks({ held, waits, waitsOfOne }: Taken): Figure[] {
  const ms = (name: string, value: number, workload: string) =>
    figure({ name, value, unit: 'ms', workload });
  return [
    ms('renewals_locks_p50', percentile(held, 50), 'a chunk from its first lock to its commit'),
    ms('renewals_locks_max', Math.max(...held), `the longest of ${held.length} chunks`),
    ms(
      'renewals_purchase_p99',
      percentile(waits, 99),
      `${waits.length} purchases of customers who are in the running chunk or the next; target 80 ms`,
    ),
    ms(
      'renewals_purchase_p99_one',
      percentile(waitsOfOne, 99),
      `${waitsOfOne.length} of them while one runner takes chunks of 750`,
    ),
  ];
}
