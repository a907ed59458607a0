import path from 'node:path';
import { checkBuild } from '@/host/build';
import { root } from '@/host/home';
import { runTask, secondsSince } from '@/host/progress';
import { type Check, checks, runChecks } from '../support/checks';
import { runJourneys } from '../support/e2e';
import { describeFailures, type Failure, type Tally } from '../support/failures';
import { runVitest } from '../support/vitest';

/** The journeys need it; made beside the other checks it takes less time. */
const productionBuild: Check = {
  name: 'production build',
  run: () => checkBuild(path.join(root, '.data', 'e2e')),
};

type Suite = { name: string; run: () => Promise<Tally> };

/** One after the other; what stands in one row runs at the same time. */
const suites: Suite[][] = [
  [{ name: 'Checks', run: () => runChecks([productionBuild, ...checks.others]) }],
  [
    // Not beside the build, which makes the routes' types anew.
    { name: 'Types', run: () => runChecks(checks.types) },
    { name: 'Unit and integration tests', run: runVitest },
  ],
  [{ name: 'Browser journeys', run: () => runJourneys([]) }],
];

await runTask(async () => {
  const total = { passed: 0, failed: 0 };
  const failures: Failure[] = [];
  const summary: string[] = [];
  const measure = async ({ name, run }: Suite) => {
    const startedAt = performance.now();
    process.stdout.write(`\n${name}\n`);
    const { passed, failed, failures: named } = await runSuite(name, run);
    total.passed += passed;
    total.failed += failed;
    failures.push(...named);
    summary.push(`  ${name}: ${passed} ok, ${failed} not, ${secondsSince(startedAt)} s`);
  };
  for (const row of suites) await Promise.all(row.map(measure));
  process.stdout.write(describeFailures(failures));
  process.stdout.write(`\n${summary.join('\n')}\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  if (total.failed > 0) process.exitCode = 1;
});

/** A suite that cannot even start is a failure like any other, and the next one still runs. */
async function runSuite(name: string, run: () => Promise<Tally>): Promise<Tally> {
  try {
    return await run();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    return { passed: 0, failed: 1, failures: [{ name: `${name} (did not start)`, error: text }] };
  }
}
