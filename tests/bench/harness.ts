import { readFileSync } from 'node:fs';
import type postgres from 'postgres';

/** Linux counts process time in hundredths of a second. */
const MICROS_PER_TICK = 10_000;

export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** The bare work, measured in the same run; null when a figure has no floor. */
  floor: number | null;
  /** The figure as a multiple of its floor; 1 equals the floor. */
  ratio: number | null;
  workload: string;
};

export type BenchDatabase = { url: string; sql: postgres.Sql };

export type BenchContext = {
  /** Repeats of every case; results are medians over them. */
  repeats: number;
  /** A fresh migrated database, checkpointed, and dropped when the bench ends. */
  createDatabase: () => Promise<BenchDatabase>;
  /** A checkpointed copy of one of this bench's databases, which only the bench may be connected to. */
  cloneDatabase: (of: BenchDatabase) => Promise<BenchDatabase>;
  dropDatabase: (database: BenchDatabase) => Promise<void>;
  /** Prints a line for people; never part of the JSON. */
  say: (text: string) => void;
};

export type Bench = (context: BenchContext) => Promise<Figure[]>;

export type Spread = { median: number; min: number; max: number; all: number[] };

/**
 * Runs every case once per round, so that a busy moment of the machine affects all of them alike, and returns the
 * spread of each case's results. The cases take turns going first.
 */
export async function interleave<Name extends string>(
  cases: Record<Name, () => Promise<number>>,
  repeats: number,
): Promise<Record<Name, Spread>> {
  const names = Object.keys(cases) as Name[];
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < repeats; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      taken.get(name)?.push(await cases[name]());
    }
  }
  const spreads = names.map((name): [Name, Spread] => [name, spreadOf(taken.get(name) ?? [])]);
  return Object.fromEntries(spreads) as Record<Name, Spread>;
}

export function spreadOf(values: number[]): Spread {
  const all = [...values].sort((a, b) => a - b);
  return { median: percentile(all, 50), min: all[0] ?? 0, max: all.at(-1) ?? 0, all };
}

/** Nearest-rank percentile: always a measured value. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? 0;
}

/** Returns the milliseconds the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

type FigureInput = Omit<Figure, 'floor' | 'ratio'> & {
  floor?: number;
  /** `more` for rates, where the floor is the higher number; defaults to `less`. */
  better?: 'less' | 'more';
  /** Overrides the plain quotient where a better ratio is known, from `pairedRatio`. */
  ratio?: number;
};

export function figure({ better = 'less', floor, ratio, ...rest }: FigureInput): Figure {
  const divided =
    floor === undefined ? null : better === 'less' ? rest.value / floor : floor / rest.value;
  const cost = ratio ?? divided;
  return {
    name: rest.name,
    value: round(rest.value),
    unit: rest.unit,
    floor: floor === undefined ? null : round(floor),
    ratio: cost === null || !Number.isFinite(cost) ? null : round(cost),
    workload: rest.workload,
  };
}

/**
 * Median of the per-round ratios. Each round measures both one after the other, so a temporary slowdown of the machine
 * affects both and cancels out.
 */
export function pairedRatio(above: readonly number[], below: readonly number[]): number {
  return percentile(
    above.map((value, round) => value / (below[round] ?? Number.NaN)),
    50,
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Processor time a server process has used so far, in microseconds; more stable than wall time. */
export function backendCpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
}

/** Position of the write-ahead log in bytes; the difference of two is what a case wrote, cluster-wide. */
export async function walBytes(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ bytes: string }[]>`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes`;
  return Number(row?.bytes ?? 0);
}
