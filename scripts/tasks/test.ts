import { runChecks, type Tally } from '../support/checks';
import { runJourneys } from '../support/e2e';
import { runTask, secondsSince } from '../support/progress';
import { runVitest } from '../support/vitest';

const SUITES: Array<{ name: string; run: () => Promise<Tally> }> = [
  { name: 'Checks', run: runChecks },
  { name: 'Unit and integration tests', run: runVitest },
  { name: 'Browser journeys', run: () => runJourneys([]) },
];

await runTask(async () => {
  const total = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const { name, run } of SUITES) {
    const startedAt = performance.now();
    process.stdout.write(`\n${name}\n`);
    const { passed, failed } = await runSuite(run);
    total.passed += passed;
    total.failed += failed;
    summary.push(`  ${name}: ${passed} ok, ${failed} not, ${secondsSince(startedAt)} s`);
  }
  process.stdout.write(`\n${summary.join('\n')}\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  if (total.failed > 0) process.exitCode = 1;
});

/** A suite that cannot even start is a failure like any other, and the next one still runs. */
async function runSuite(run: () => Promise<Tally>): Promise<Tally> {
  try {
    return await run();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}
