import path from 'node:path';
import { checkBuild } from '@/host/build';
import { root } from '@/host/home';
import { runTask, secondsSince } from '@/host/progress';
import { type Check, checks, runChecks } from '../support/checks';
import { describeFailures, type Tally } from '../support/failures';
import { runJourneys } from '../support/run-journeys';
import { runVitest } from '../support/vitest';

/** Required by the journeys. */
const productionBuild: Check = {
  name: 'production build',
  run: () => checkBuild(path.join(root, '.data', 'e2e')),
};

type Suite = { name: string; run: () => Promise<Tally> };

/** Both lanes run in parallel, for two processors; the suites of a lane run one after another. */
const lanes: Suite[][] = [
  [
    { name: 'Production build', run: () => runChecks([productionBuild]) },
    // Not beside the build, which regenerates the route types.
    { name: 'Types', run: () => runChecks(checks.types) },
    { name: 'Browser journeys', run: () => runJourneys([]) },
  ],
  [
    { name: 'Checks', run: () => runChecks(checks.others) },
    { name: 'Unit and integration tests', run: runVitest },
  ],
];

await runTask(async () => {
  const startedAt = performance.now();
  const tallies = (await Promise.all(lanes.map(runLane))).flat();
  const passed = sum(tallies.map((tally) => tally.passed));
  const failed = sum(tallies.map((tally) => tally.failed));
  process.stdout.write(describeFailures(tallies.flatMap(({ failures }) => failures)));
  process.stdout.write(`\n${tallies.map(({ line }) => line).join('\n')}\n`);
  process.stdout.write(`  All of it: ${secondsSince(startedAt)} s\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
});

async function runLane(suites: readonly Suite[]): Promise<(Tally & { line: string })[]> {
  const tallies: (Tally & { line: string })[] = [];
  for (const { name, run } of suites) {
    const startedAt = performance.now();
    process.stdout.write(`\n${name}\n`);
    const tally = await runSuite(name, run);
    const seconds = secondsSince(startedAt);
    tallies.push({
      ...tally,
      line: `  ${name}: ${tally.passed} ok, ${tally.failed} not, ${seconds} s`,
    });
  }
  return tallies;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Counts a suite that cannot start as a failure and lets the next one run. */
async function runSuite(name: string, run: () => Promise<Tally>): Promise<Tally> {
  try {
    return await run();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    return { passed: 0, failed: 1, failures: [{ name: `${name} (did not start)`, error: text }] };
  }
}
